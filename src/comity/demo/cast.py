"""Who takes part in the demonstration: bureaus, their units and officers. All people and bodies are invented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.access.roles import QueryKind, Role, UnitKind
from comity.bureaus.rules import BureauKind

CENTRE, MISSION, COMMITTEE = "CEN", "UNM-A", "UNSC-A"


@dataclass(frozen=True, slots=True)
class Participant:
    """A bureau that is no member country's. mandate_years: how long its mandate still runs."""

    code: str
    kind: BureauKind
    names: Mapping[str, str]
    city: str
    time_zone: str
    languages: tuple[str, ...]
    mandate_years: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A unit below the bureau's first one, which stands at the top.

    databases: their codes, None for all that need not be named.
    """

    name: str
    kind: UnitKind
    place: str
    purposes: tuple[str, ...] | None = None
    kinds: tuple[QueryKind, ...] | None = None
    databases: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """An officer. unit: the place of work by its kind; the top of the bureau where none is named."""

    sign_in_name: str
    full_name: str
    function: str
    roles: tuple[Role, ...]
    language: str = "en"
    unit: UnitKind | None = None


@dataclass(frozen=True, slots=True)
class House:
    """One bureau of the demonstration with all that is in it.

    telephone: an invented one, of the duty desk. top: the unit above all others. night: is the desk always open?
    """

    code: str
    telephone: str
    places: Sequence[Place]
    officers: Sequence[Person]
    night: bool = True
    top: str = "National Central Bureau"


PARTICIPANTS = (
    Participant(
        CENTRE,
        BureauKind.CENTRE,
        {
            "en": "Centre of the demonstration",
            "fr": "Centre de la démonstration",
            "es": "Centro de la demostración",
            "ar": "مركز العرض التوضيحي",
        },
        "Nowhere",
        "UTC",
        ("en", "fr", "es", "ar"),
    ),
    Participant(
        MISSION,
        BureauKind.MISSION,
        {
            "en": "Invented United Nations mission A",
            "fr": "Mission inventée A des Nations Unies",
            "es": "Misión inventada A de las Naciones Unidas",
            "ar": "بعثة الأمم المتحدة المفترضة ألف",
        },
        "Camp Alpha",
        "Africa/Nairobi",
        ("en", "fr"),
        mandate_years=1,
    ),
    Participant(
        COMMITTEE,
        BureauKind.SANCTIONS_COMMITTEE,
        {
            "en": "Sanctions committee of the demonstration",
            "fr": "Comité des sanctions de la démonstration",
            "es": "Comité de sanciones de la demostración",
            "ar": "لجنة الجزاءات في العرض التوضيحي",
        },
        "Nowhere",
        "UTC",
        ("en",),
    ),
)

LANE = ("border-control",)
# Travel documents, firearms, persons and the three libraries: specimens are open only where they are named.
DOCUMENTS = (1, 3, 4, 10, 11, 12)
EXACT = (QueryKind.EXACT, QueryKind.PERSON)
GUARD, DESK, HEAD, SECURITY = (
    (Role.BORDER_GUARD,),
    (Role.DESK_OFFICER,),
    (Role.BUREAU_HEAD,),
    (Role.SECURITY_OFFICER,),
)


def lane(name: str, place: str) -> Place:
    return Place(name, UnitKind.AIRPORT, place, LANE, EXACT)


def _post(name: str, place: str) -> Place:
    return Place(name, UnitKind.BORDER_POST, place, LANE, EXACT)


HOUSES = (
    House(
        CENTRE,
        "+800 5550 0100",
        (Place("Review", UnitKind.HEADQUARTERS, "Nowhere"),),
        (
            Person("chen@cen", "Chen Lironta", "legal reviewer", (Role.REVIEWER,)),
            Person("farid@cen", "Farid Sokimata", "legal reviewer", (Role.REVIEWER,), "ar"),
            Person("olga@cen", "Olga Sinotami", "desk officer of the centre", DESK),
            Person("samir@cen", "Samir Dokalani", "security officer", SECURITY),
            Person("noor@cen", "Noor Tamisola", "member of the commission", (Role.COMMISSION,)),
            Person("pablo@cen", "Pablo Kirosuma", "operator", (Role.OPERATOR,), "es"),
        ),
        top="Secretariat",
    ),
    House(
        "FRA",
        "+33 1 99 00 01 00",
        (
            lane("Airport, terminal 2", "Paris"),
            Place(
                "Laboratory",
                UnitKind.LABORATORY,
                "Lyon",
                ("identify", "forensic", "investigate"),
                databases=DOCUMENTS,
            ),
        ),
        (
            Person("alix@fra", "Alix Roda", "border guard", GUARD, "fr", UnitKind.AIRPORT),
            Person("amina@fra", "Amina Solikana", "desk officer", DESK, "fr"),
            Person("henri@fra", "Henri Lamosini", "head of bureau", HEAD, "fr"),
            Person("sylvie@fra", "Sylvie Takori", "security officer", SECURITY, "fr"),
            Person("emile@fra", "Emile Sorati", "examiner", (Role.EXAMINER,), "fr", UnitKind.LABORATORY),
        ),
    ),
    House(
        "ITA",
        "+39 06 9900 0100",
        (lane("Airport, arrivals", "Rome"), _post("Border post north", "Brennero")),
        (
            Person("bruno@ita", "Bruno Talokini", "border guard", GUARD, unit=UnitKind.AIRPORT),
            Person("bianca@ita", "Bianca Norimati", "desk officer", DESK),
            Person("hugo@ita", "Hugo Maritola", "head of bureau", HEAD),
            Person("serena@ita", "Serena Kolatisa", "security officer", SECURITY),
        ),
    ),
    House(
        "URY",
        "+598 2 9900 0100",
        (lane("Aeropuerto, llegadas", "Montevideo"), _post("Puesto fronterizo norte", "Rivera")),
        (
            Person("ulises@ury", "Ulises Tanodori", "border guard", GUARD, "es", UnitKind.BORDER_POST),
            Person("dolores@ury", "Dolores Lusimako", "desk officer", DESK, "es"),
            Person("hernan@ury", "Hernan Sikotaro", "head of bureau", (*HEAD, *SECURITY), "es"),
        ),
        night=False,
    ),
    House(
        "KEN",
        "+254 20 990 0100",
        (lane("Airport, arrivals", "Nairobi"), _post("Border post south", "Namanga")),
        (
            Person("wanja@ken", "Wanja Kitomara", "border guard", GUARD, unit=UnitKind.AIRPORT),
            Person("kamau@ken", "Kamau Lotisena", "desk officer", DESK),
            Person("halima@ken", "Halima Sotakiri", "head of bureau", (*HEAD, *SECURITY)),
        ),
    ),
    House(
        "MAR",
        "+212 5 37 99 01 00",
        (lane("Airport, arrivals", "Casablanca"), _post("Port", "Tangier")),
        (
            Person("idris@mar", "Idris Lanomati", "border guard", GUARD, "ar", UnitKind.AIRPORT),
            Person("dunya@mar", "Dunya Sarikomi", "desk officer", DESK, "ar"),
            Person("hamza@mar", "Hamza Tolinasi", "head of bureau", (*HEAD, *SECURITY), "ar"),
        ),
    ),
    House(
        "VNM",
        "+84 24 9900 0100",
        (lane("Airport, arrivals", "Hanoi"), _post("Border post west", "Lao Bao")),
        (
            Person("linh@vnm", "Linh Monasito", "border guard", GUARD, unit=UnitKind.AIRPORT),
            Person("dao@vnm", "Dao Ritokala", "desk officer", DESK),
            Person("hoa@vnm", "Hoa Simotani", "head of bureau", (*HEAD, *SECURITY)),
        ),
        night=False,
    ),
    House(
        MISSION,
        "+254 20 990 0200",
        (Place("Team site 3", UnitKind.MISSION_TEAM, "Sector east"),),
        (
            Person(
                "dalia@unm-a", "Dalia Kosimora", "mission police officer", GUARD, "fr", UnitKind.MISSION_TEAM
            ),
            Person("deng@unm-a", "Deng Tosakali", "desk officer", DESK),
            Person("heike@unm-a", "Heike Nolitama", "police commissioner", (*HEAD, *SECURITY)),
        ),
        top="Mission headquarters",
    ),
    House(
        COMMITTEE,
        "+1 212 555 0100",
        (),
        (Person("sofia@unsc-a", "Sofia Rikonata", "desk officer of the committee", DESK),),
        night=False,
        top="Secretariat of the committee",
    ),
)
MEMBERS = tuple(house.code for house in HOUSES if "-" not in house.code and house.code != CENTRE)
# Who asks the first question, at the lane of an airport.
FIRST_ASKER = "bruno@ita"
