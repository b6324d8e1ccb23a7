"""Words that are in a name and are not the name: particles, links of a chain, titles, generations.

Written by us from general knowledge of how names are built; no list was copied. All are folded (see `folding`).
"""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Go with the word after them; often left out, joined or written otherwise. They say nearly nothing.
PARTICLES = _set(
    "al el ul ud ad ar az ur ash esh er es ez as at an la le les lo li los las de del della dello delle dei degli di "
    "da do dos das du des den der van von vom zu zum zur af av op ten ter te the y e d l"
)
# Particles that are family names too, where they stand first: Le Duc, Do Quang, An Jung, Li Na.
NAMES_WHEN_FIRST = _set("do le la an li lo")
# Beside these family names, Van and Le are no particles.
VIETNAMESE = _set("nguyen tran pham huynh hoang phan vu vo dang bui duong ngo")
# Between a person and the father (or mother, husband): what stands on either side may not change places.
LINKS = dict.fromkeys(
    _set("bin ibn ben bn ould wuld weld oglu oghlu ogly ogli uulu ugli بن ابن ولد оглы оглу улу"), "son"
)
LINKS |= dict.fromkeys(_set("bint binti binte bt bte mint kyzy kizi qizi kizy بنت кызы"), "daughter")
# The servant of (one of God's names), God, and the faith: in Arabic letters they are written as words of their own.
SERVANT, GOD_OR_FAITH = "عبد", _set("الله الدين")
# Follow the father's name instead of standing before it.
FOLLOWING_LINKS = _set("oglu oghlu ogly ogli uulu ugli kyzy kizi qizi kizy оглы оглу улу кызы")
# Dropped where a name is left without them.
TITLES = _set(
    "mr mrs ms mister missus miss dr doctor prof professor sir lord lady dame baron baroness count countess rev "
    "reverend monsignor msgr sheikh sheik shaykh shaikh cheikh cheick haji hajji hadji hajj haj alhaji alhajj "
    "hadj elhadj alhaj elhaj sayyid sayyed sayid sayed seyyed seyed syed saiyid saiyed mullah mulla maulvi "
    "mawlawi maulavi molvi maulana mawlana ustad ustaz ayatollah imam hojatoleslam qari general gen brigadier "
    "colonel col major maj captain capt lieutenant lt sergeant sgt commander cmdr comrade herr frau monsieur "
    "madame mme mlle senor senora senorita signor signora shri smt kumari president minister judge pastor father "
    "fr sister brother uncle ing dipl mag eng engr adv former late alias aka commandant cdt ltgen bgen majgen gov "
    "senator sen rep pr"
)
# Follow a name.
DEGREES = _set("esq phd md mba hon ing")
WOMEN_TITLES = _set(
    "mrs ms miss missus lady dame baroness countess frau madame mme mlle senora senorita signora"
)
MEN_TITLES = _set("mr mister sir lord baron count herr monsieur senor signor")
# At the end of a name: which of father, son and grandson.
_IN_TURN = ("sr senior snr pere", "jr junior jnr ii 2nd filho hijo fils", "iii 3rd neto", "iv 4th", "v 5th")
GENERATIONS = {word: number for number, words in enumerate(_IN_TURN, start=1) for word in words.split()}
# Short forms that stand in documents for one name; a dot is not asked for.
SHORT_FORMS = {
    "md": "mohammed", "mohd": "mohammed", "muhd": "mohammed", "mhd": "mohammed",
    "wm": "william", "chas": "charles", "jas": "james", "thos": "thomas", "robt": "robert", "saml": "samuel",
    "fco": "francisco", "gpe": "guadalupe", "hdez": "hernandez", "fdez": "fernandez", "glez": "gonzalez",
    "rguez": "rodriguez",
}  # fmt: skip
# First names on -in, of which the form on -ina is a woman's first name and no family name.
GIVEN_ON_IN = _set(
    "martin valentin konstantin constantin augustin agustin robin justin quentin severin florin karin celestin"
)
