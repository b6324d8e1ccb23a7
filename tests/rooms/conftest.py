import pytest

from comity.access.leases import LEASES
from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.queries import lines
from comity.records import schemes, scope


@pytest.fixture(autouse=True)
def fresh_scope() -> None:
    """What a process remembers by epoch: tests that are rolled back use an epoch twice."""
    scope.forget()
    schemes.forget()
    LEASES.forget()
    lines.forget()


@pytest.fixture
def bureaus(db: None) -> None:
    for code, country in (("FRA", "FRA"), ("ITA", "ITA"), ("DEU", "DEU")):
        Bureau.objects.create(code=code, country=country, kind=BureauKind.MEMBER, names={"en": code})
    Bureau.objects.create(code="CEN", kind=BureauKind.CENTRE, names={"en": "Centre"})
