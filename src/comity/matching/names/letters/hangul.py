"""How a Hangul syllable is written in Latin letters: by the systems, and as people write their own names.

Sources: Revised Romanization of Korean (Ministry of Culture, 2000), McCune-Reischauer (1939) without its marks, the
usage of the Democratic People's Republic (Chol, Jong, Ri), and the spellings of passports in the Republic (Park, Lee,
Young, Soo).
"""

import unicodedata
from functools import lru_cache
from itertools import product

# In the order of Unicode. Weights are shares by our judgement; the matcher needs only their order.
_INITIALS = (
    ("g .45", "k .53", "gh .02"),
    ("kk .6", "gg .1", "k .2", "g .1"),
    ("n 1",),
    ("d .5", "t .5"),
    ("tt .5", "dd .2", "t .2", "d .1"),
    ("r .5", "l .25", "n .15", "y .1"),
    ("m 1",),
    ("b .55", "p .43", "v .02"),
    ("pp .5", "bb .2", "p .2", "b .1"),
    ("s .9", "sh .1"),
    ("ss .7", "s .3"),
    (" 1",),
    ("j .65", "ch .35"),
    ("jj .6", "tch .1", "ch .15", "j .15"),
    ("ch .95", "c .05"),
    ("k .9", "kh .1"),
    ("t .9", "th .1"),
    ("p .85", "f .05", "ph .1"),
    ("h 1",),
)
_VOWELS = (
    ("a .92", "ah .08"),
    ("ae .6", "ai .25", "e .15"),
    ("ya .95", "yah .05"),
    ("yae .8", "yai .2"),
    ("eo .45", "o .25", "u .22", "eu .03", "ur .02", "er .03"),
    ("e .85", "eh .05", "ey .05", "ay .05"),
    ("yeo .35", "yo .3", "you .2", "yu .1", "yeu .05"),
    ("ye .75", "yea .05", "yae .05", "e .15"),
    ("o .93", "oh .07"),
    ("wa .95", "hwa .05"),
    ("wae .8", "wai .2"),
    ("oe .6", "oi .15", "we .1", "wae .05", "hoi .1"),
    ("yo .9", "yoh .05", "you .05"),
    ("u .55", "oo .35", "woo .08", "ou .02"),
    ("wo .7", "weo .1", "won .05", "uo .15"),
    ("we .9", "wei .1"),
    ("wi .8", "ui .1", "wee .1"),
    ("yu .45", "yoo .35", "you .1", "ryu .1"),
    ("eu .6", "u .35", "e .05"),
    ("ui .4", "eui .15", "ee .25", "i .15", "hi .05"),
    ("i .75", "ee .2", "yi .03", "ie .02"),
)
_FINALS = (
    (" 1",),
    ("k .8", "g .2"),
    ("kk .3", "k .7"),
    ("ks .5", "k .5"),
    ("n .97", "nn .03"),
    ("nj .3", "n .7"),
    ("nh .3", "n .7"),
    ("t .8", "d .2"),
    ("l .9", "r .1"),
    ("lk .4", "k .4", "l .2"),
    ("lm .4", "m .6"),
    ("lb .3", "l .7"),
    ("ls .3", "l .7"),
    ("lt .3", "l .7"),
    ("lp .3", "p .7"),
    ("lh .3", "l .7"),
    ("m .97", "mm .03"),
    ("p .75", "b .25"),
    ("ps .4", "p .6"),
    ("t .5", "s .5"),
    ("t .6", "ss .2", "s .2"),
    ("ng 1",),
    ("t .6", "j .4"),
    ("t .7", "ch .3"),
    ("k 1",),
    ("t 1",),
    ("p 1",),
    ("h .5", "t .2", " .3"),
)
# What a person of that name writes, besides what the letters say. Shares of all people of the name.
NAMES = {
    "이": "lee .62 yi .12 rhee .05 rhie .01 ree .02 li .05 ri .08 i .02 reu .01",
    "리": "ri .6 lee .2 li .1 rhee .05 ree .05",
    "박": "park .65 pak .2 bak .08 bark .02 pack .02",
    "김": "kim .93 gim .05 ghim .01",
    "최": "choi .7 choe .15 choy .02 chwe .01 chae .01",
    "정": "jung .35 jeong .28 chung .2 jong .1 cheong .03 joung .02",
    "강": "kang .8 gang .15 khang .01",
    "조": "cho .6 jo .35 joe .02 choe .01 chough .01",
    "윤": "yoon .55 yun .4 youn .03",
    "장": "jang .65 chang .32",
    "임": "lim .6 im .2 rim .1 yim .07 leem .01",
    "림": "rim .6 lim .35",
    "오": "oh .75 o .2",
    "한": "han .95 hahn .03",
    "신": "shin .8 sin .12 synn .01",
    "서": "seo .55 suh .25 so .1 sur .02 seoh .02 su .03",
    "권": "kwon .75 gwon .1 kweon .05",
    "황": "hwang .93 whang .04",
    "안": "ahn .5 an .45",
    "송": "song .97 soung .01",
    "류": "ryu .6 yoo .1 ryoo .05 lyu .05 yu .05 you .02",
    "유": "yoo .45 yu .3 you .12 ryu .08",
    "홍": "hong .97",
    "전": "jeon .45 jun .25 chun .15 chon .08 jon .04",
    "고": "ko .65 go .2 koh .1 goh .02 kho .02",
    "문": "moon .7 mun .28",
    "양": "yang .95 ryang .02",
    "손": "son .75 sohn .2",
    "배": "bae .75 pae .1 bai .03 pai .03",
    "백": "baek .45 paek .15 paik .15 back .12 baik .05",
    "허": "heo .4 hur .25 huh .2 ho .05 her .03",
    "남": "nam .98",
    "심": "shim .65 sim .3",
    "노": "noh .35 roh .25 no .25 ro .1",
    "로": "ro .5 roh .2 no .2",
    "하": "ha .95 hah .02",
    "곽": "kwak .8 gwak .1",
    "성": "sung .45 seong .25 song .25",
    "차": "cha .95",
    "주": "joo .5 ju .3 chu .1 choo .05",
    "우": "woo .7 u .1 wu .08 ou .02",
    "구": "koo .5 gu .15 ku .2 goo .05",
    "민": "min .97",
    "진": "jin .75 chin .2",
    "지": "ji .7 chi .15 jee .08 jie .02 gee .01",
    "엄": "um .4 eom .3 uhm .15 om .1",
    "채": "chae .85 chai .1",
    "원": "won .85 weon .05 one .02",
    "천": "cheon .35 chun .35 chon .15",
    "방": "bang .7 pang .25",
    "공": "kong .7 gong .25",
    "현": "hyun .6 hyeon .15 hyon .15 hyoun .02",
    "함": "ham .9 hahm .05",
    "변": "byun .4 byeon .2 pyon .1 byon .05",
    "염": "yum .4 yeom .35 yom .15 youm .02",
    "여": "yeo .5 yo .2 lyuh .05 ryo .05 yuh .05",
    "추": "choo .5 chu .35",
    "도": "do .6 to .2 doh .1 toh .05",
    "소": "so .7 soh .15",
    "석": "suk .35 seok .35 sok .15 sock .02",
    "선": "sun .5 seon .2 son .15",
    "설": "sul .3 seol .3 sol .15 seoul .02",
    "영": "young .5 yong .25 yeong .18 yung .04",
    "경": "kyung .5 kyong .2 gyeong .15 kyoung .08 kyeong .04 kung .01",
    "형": "hyung .55 hyong .15 hyeong .2",
    "병": "byung .45 pyong .15 byeong .2 byoung .08",
    "명": "myung .45 myong .2 myeong .2 myoung .08",
    "승": "seung .65 sung .25",
    "은": "eun .85 un .12",
    "희": "hee .55 hui .25 hi .1 heui .02",
    "일": "il .8 ill .02 yil .01",
    "국": "kuk .5 guk .2 kook .15 gook .1",
    "식": "sik .6 shik .3 sick .03",
    "철": "chul .4 chol .3 cheol .2",
    "수": "soo .45 su .45",
    "순": "soon .5 sun .4",
    "룡": "ryong .7 yong .15 lyong .05",
    "용": "yong .7 ryong .1 young .1",
    "련": "ryon .5 ryun .1 ryeon .2 yeon .1",
    "연": "yeon .4 yun .1 yon .2 youn .05 ryon .05",
    "혁": "hyuk .5 hyok .25 hyeok .15 hyuck .05",
    "학": "hak .85 hack .02",
    "덕": "duk .4 deok .3 tok .15",
    "옥": "ok .8 oak .03 ock .02",
    "웅": "woong .4 ung .35 wung .03",
    "훈": "hoon .5 hun .45",
    "준": "jun .6 joon .25 chun .12",
    "춘": "chun .7 choon .2",
    "란": "ran .8 lan .1",
    "률": "ryul .5 ryol .1 yul .2",
    "제": "je .6 jae .1 che .1",
    "재": "jae .75 chae .08 je .05 jai .03",
    "태": "tae .85 tai .05 thae .05",
    "혜": "hye .75 hae .05 hea .02 hey .02",
    "계": "kye .4 gye .3 kay .03 kae .03",
    "애": "ae .8 ai .05 e .05",
    "외": "oe .4 oi .2 we .1",
    "효": "hyo .85",
    "기": "ki .6 gi .25 kee .08",
    "길": "gil .5 kil .4",
}
_FIRST, _LAST = 0xAC00, 0xD7A3
# Readings rarer than this are left to the letters that may differ.
RAREST = 0.002
# Surnames of two syllables; all others have one.
SURNAMES_OF_TWO = frozenset(("남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방"))

Readings = dict[str, float]


def _parsed(forms: tuple[str, ...]) -> list[tuple[str, float]]:
    found = []
    for form in forms:
        letters, share = form.rsplit(" ", 1)
        found.append((letters.strip(), float(share)))
    return found


@lru_cache(maxsize=2048)
def readings(syllable: str) -> Readings:
    """Latin forms of one syllable with the share of people who write it so; they sum to about one."""
    syllable = unicodedata.normalize("NFC", syllable)
    if len(syllable) != 1 or not _FIRST <= ord(syllable) <= _LAST:
        return {}
    number = ord(syllable) - _FIRST
    parts = (
        _parsed(_INITIALS[number // 588]),
        _parsed(_VOWELS[number % 588 // 28]),
        _parsed(_FINALS[number % 28]),
    )
    by_letters: Readings = {}
    for (initial, one), (vowel, two), (final, three) in product(*parts):
        form = initial + vowel + final
        by_letters[form] = by_letters.get(form, 0.0) + one * two * three
    known = NAMES.get(syllable, "").split()
    by_people = dict(zip(known[::2], map(float, known[1::2]), strict=True))
    share = 0.25 if by_people else 1.0
    found = {form: weight * share for form, weight in by_letters.items()}
    for form, weight in by_people.items():
        found[form] = found.get(form, 0.0) + weight * 0.75
    kept = {form: weight for form, weight in found.items() if weight >= RAREST and form}
    return dict(sorted(kept.items(), key=lambda pair: (-pair[1], pair[0])))


def official(syllable: str) -> str:
    """The syllable in the Revised Romanization, by its letters alone."""
    number = ord(syllable) - _FIRST
    return _RR_INITIALS[number // 588] + _RR_VOWELS[number % 588 // 28] + _RR_FINALS[number % 28]


def _split(letters: str) -> tuple[str, ...]:
    return tuple("" if each == "-" else each for each in letters.split())


_RR_INITIALS = _split("g kk n d tt r m b pp s ss - j jj ch k t p h")
_RR_VOWELS = _split("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
_RR_FINALS = _split("- k k k n n n t l k m l l l p l m p p t t ng t t k t p t")
