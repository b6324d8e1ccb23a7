import pytest

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind


@pytest.fixture
def bureaus(db: None) -> None:
    for code, country in (("FRA", "FRA"), ("ITA", "ITA"), ("DEU", "DEU")):
        Bureau.objects.create(code=code, country=country, kind=BureauKind.MEMBER, names={"en": code})
    Bureau.objects.create(code="CEN", kind=BureauKind.CENTRE, names={"en": "Centre"})
