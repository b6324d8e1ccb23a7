"""Makes valid machine-readable zones for tests, written apart from the reader on purpose."""

from hypothesis import strategies as st

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
VALUE = {character: value for value, character in enumerate("0123456789" + LETTERS)} | {"<": 0}


def digit(text: str) -> str:
    return str(sum(VALUE[character] * (7, 3, 1)[place % 3] for place, character in enumerate(text)) % 10)


def zone(
    layout: str,
    number: str,
    *,
    issuer="UTO",
    nationality="UTO",
    name="ERIKSSON<<ANNA<MARIA",
    birth="740812",
    expiry="280415",
) -> str:
    """Valid lines of a layout, joined by line ends, for Anna Maria Eriksson of Utopia unless it is for another."""
    born, expires = birth + digit(birth), expiry + digit(expiry)
    issuer, nationality = issuer.ljust(3, "<"), nationality.ljust(3, "<")
    if layout == "TD1":
        return _three(number, issuer, nationality, name, born, expires)
    width, code = (44, "P<") if layout == "TD3" else (36, "I<")
    if layout.startswith("MRV"):
        width, code = (44 if layout == "MRV-A" else 36), "V<"
    head, tail = _number(number)
    second = head + nationality + born + "F" + expires
    if layout == "TD3":
        second += "ZE184226B<<<<<" + digit("ZE184226B<<<<<")
        second += digit(second[:10] + second[13:20] + second[21:43])
    elif layout == "TD2":
        second += tail.ljust(7, "<")
        second += digit(second[:10] + second[13:20] + second[21:35])
    return f"{(code + issuer + name).ljust(width, '<')}\n{second.ljust(width, '<')}"


def _number(number: str) -> tuple[str, str]:
    if len(number) <= 9:
        return number.ljust(9, "<") + digit(number.ljust(9, "<")), ""
    return number[:9] + "<", number[9:] + digit(number)


def _three(number: str, issuer: str, nationality: str, name: str, born: str, expires: str) -> str:
    head, tail = _number(number)
    first = "I<" + issuer + head + tail.ljust(15, "<")
    second = born + "F" + expires + nationality + "<" * 11
    second += digit(first[5:] + second[:7] + second[8:15] + second[18:])
    return f"{first}\n{second}\n{name.ljust(30, '<')}"


layouts = st.sampled_from(["TD1", "TD2", "TD3", "MRV-A", "MRV-B"])
numbers = st.text("0123456789" + LETTERS, min_size=1, max_size=9)
long_numbers = st.text("0123456789" + LETTERS, min_size=10, max_size=15)
