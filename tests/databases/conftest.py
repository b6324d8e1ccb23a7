import pytest

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.records import schemes, scope


@pytest.fixture(autouse=True)
def fresh_scope() -> None:
    scope.forget()
    schemes.forget()


@pytest.fixture
def bureaus(db: None) -> None:
    """FRA and DZA issue the papers of the declarations' examples; the centre may feed what only it may."""
    for code in ("FRA", "ITA", "DEU", "DZA"):
        Bureau.objects.create(code=code, country=code, kind=BureauKind.MEMBER, names={"en": code})
    Bureau.objects.create(code="CEN", kind=BureauKind.CENTRE, names={"en": "Centre"})
