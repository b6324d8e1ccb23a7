"""Birth dates as people write them: what is read, what is said, what is refused and with which words."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kit.dates import Qualifier, parse_partial
from comity.kit.errors import Invalid
from comity.matching.birth_dates import EARLIEST_BIRTH, Way, read_birth
from comity.matching.month_names import MONTH_NAMES

TODAY = date(2026, 3, 1)


def read(text: str) -> str:
    return read_birth(text, today=TODAY).date.as_written


def refused(text: str) -> tuple[str, str]:
    with pytest.raises(Invalid) as refusal:
        read_birth(text, today=TODAY)
    return refusal.value.errors[0].code, str(refusal.value.errors[0].message)


@pytest.mark.parametrize(
    ("text", "as_read", "way"),
    [
        ("1987-03-14", "1987-03-14", Way.PLAIN),
        ("~1987", "~1987", Way.PLAIN),
        ("1980/1985", "1980/1985", Way.PLAIN),
        ("1987/3/14", "1987-03-14", Way.PLAIN),
        ("١٩٨٧-٠٣-١٤", "1987-03-14", Way.PLAIN),
        ("14.03.1987", "1987-03-14", Way.IN_WORDS),
        ("03/14/1987", "1987-03-14", Way.IN_WORDS),
        ("03/04/1987", "1987-04-03", Way.DAY_FIRST),
        ("04/04/1987", "1987-04-04", Way.IN_WORDS),
        ("14 March 1987", "1987-03-14", Way.IN_WORDS),
        ("March 14th, 1987", "1987-03-14", Way.IN_WORDS),
        ("14 août 1987", "1987-08-14", Way.IN_WORDS),
        ("1er janvier 1987", "1987-01-01", Way.IN_WORDS),
        ("14 de marzo de 1987", "1987-03-14", Way.IN_WORDS),
        ("١٤ مارس ١٩٨٧", "1987-03-14", Way.IN_WORDS),
        ("14 كانون الثاني 1987", "1987-01-14", Way.IN_WORDS),
        ("14 آذار 1987", "1987-03-14", Way.IN_WORDS),
        ("March 1987", "1987-03", Way.IN_WORDS),
        ("00/00/1970", "1970", Way.ZERO),
        ("00.03.1970", "1970-03", Way.ZERO),
        ("14/00/1970", "1970", Way.ZERO),
        ("1970-00-00", "1970", Way.ZERO),
        ("29 February 1988", "1988-02-29", Way.IN_WORDS),
        ("1 Muharram 1400", "1979-11-19/1979-11-21", Way.ISLAMIC),
        ("1 Muharram 1400 AH", "1979-11-19/1979-11-21", Way.ISLAMIC),
        ("١ محرم ١٤٠٠ هـ", "1979-11-19/1979-11-21", Way.ISLAMIC),
        ("01/01/1400 A.H.", "1979-11-19/1979-11-21", Way.ISLAMIC),
        ("1400-01-01 H", "1979-11-19/1979-11-21", Way.ISLAMIC),
        ("1400 AH", "1979-11-19/1980-11-09", Way.ISLAMIC),
        ("5 Rabi' al-Awwal 1400", "1980-01-22/1980-01-24", Way.ISLAMIC),
        ("Rabi II 1400", "1980-02-16/1980-03-18", Way.ISLAMIC),
        ("22 Bahman 1357", "1979-02-11", Way.PERSIAN),
        ("۲۲ بهمن ۱۳۵۷", "1979-02-11", Way.PERSIAN),
        ("1357/11/22 SH", "1979-02-11", Way.PERSIAN),
        ("1359 هـ.ش", "1980-03-21/1981-03-20", Way.PERSIAN),
        ("22 دلو 1357", "1979-02-11", Way.PERSIAN),
        ("14\u200f March\u200b 1987", "1987-03-14", Way.IN_WORDS),
    ],
)
def test_what_people_write_is_read(text, as_read, way):
    birth = read_birth(text, today=TODAY)
    assert (birth.date.as_written, birth.way) == (as_read, way)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("31 February 1970", "date-none", "Write 1970-02 if the day is not known."),
        ("31/02/1970", "date-none", "Write 1970-02"),
        ("1970-02-31", "date-none", "Write 1970-02"),
        ("29.02.1987", "date-none", "Write 1987-02"),
        ("1987-02-29", "date-none", "Write 1987-02"),
        ("1987-13-01", "date-none", ""),
        ("13/13/1987", "date-none", "twelve months"),
        ("30 Esfand 1400", "date-none", "not in that calendar"),
        ("31 Muharram 1400", "date-none", "not in that calendar"),
        ("2026-03-02", "date-future", "in the future"),
        ("2031", "date-future", "in the future"),
        ("1 Muharram 1450", "date-future", "in the future"),
        ("1359-12-29", "date-calendar", "1359 AH (Islamic) or 1359 SH (Persian)"),
        ("1400", "date-calendar", "1400 AH (Islamic)"),
        ("01/01/1400", "date-calendar", "1400 SH (Persian)"),
        ("1 March 1400 AH", "date-calendar", "not one of that calendar"),
        ("1820-01-01", "date-past", "before 1850"),
        ("1300 AH", "date-years", "1343 to 1500"),
        ("14/03/87", "date-year", "four digits"),
        ("the day after tomorrow", "date-form", "Write a date as"),
        ("14 Maybe 1987", "date-form", "Write a date as"),
        ("1987 1988", "date-form", "Write a date as"),
        ("12345678", "date-form", "Write a date as"),
        ("9" * 10_000, "too-long", "at most 60"),
        ("0000-00-00", "", ""),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_write(text, code, said):
    found, words = refused(text)
    assert found == code or not code
    assert said in words


def test_the_day_itself_is_no_future():
    assert read("2026-03-01") == "2026-03-01"
    assert read("2026") == "2026"


def test_an_islamic_day_is_never_a_full_date_and_a_persian_one_is():
    assert not read_birth("1 Muharram 1400", today=TODAY).date.is_full
    assert read_birth("1 Muharram 1400", today=TODAY).date.qualifier is Qualifier.BETWEEN
    assert read_birth("22 Bahman 1357", today=TODAY).date.is_full


@given(
    st.text(max_size=70)
    | st.from_regex(r"[0-9]{0,4}[-/. ]?[0-9]{0,2}[-/. ]?[0-9]{0,4} ?(AH|SH)?", fullmatch=True)
)
def test_any_text_is_read_or_refused_and_what_is_read_is_plain_and_no_future(text):
    with suppress(Invalid):
        born = read_birth(text, today=TODAY).date
        again = parse_partial(born.as_written, field="born")
        assert (again.earliest, again.latest) == (born.earliest, born.latest)
        assert born.latest.year >= EARLIEST_BIRTH
        assert born.earliest <= TODAY


@given(st.dates(date(1850, 1, 1), TODAY))
def test_a_day_is_the_same_however_it_is_written(day):
    for text in (
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day.day} {day:%B} {day.year}",
        f"{day.year}/{day.month}/{day.day}",
    ):
        assert read_birth(text, today=TODAY).date.earliest == day


def test_every_month_of_each_calendar_has_a_name():
    assert {month for _calendar, month in MONTH_NAMES.values()} == set(range(1, 13))
    for calendar in {calendar for calendar, _month in MONTH_NAMES.values()}:
        assert {month for of, month in MONTH_NAMES.values() if of is calendar} == set(range(1, 13))
