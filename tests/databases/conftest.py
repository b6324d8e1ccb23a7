import pytest

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind


@pytest.fixture
def bureaus(db: None) -> None:
    """FRA and DZA issue the papers of the declarations' examples; the centre may feed what only it may."""
    for code in ("FRA", "ITA", "DEU", "DZA"):
        Bureau.objects.create(code=code, country=code, kind=BureauKind.MEMBER, names={"en": code})
    Bureau.objects.create(code="CEN", kind=BureauKind.CENTRE, names={"en": "Centre"})
