"""Numbers and models of firearms, numbers of engines. They repeat from maker to maker: the make belongs to them."""

from comity.matching.folding import folded, latin, number_of, part_of
from comity.matching.keys import Grade, Key, KeyKind, Probe, joined, key


def normalised_calibre(raw: str) -> str:
    """A calibre as keys write it: 9 × 19 is 9X19."""
    return part_of(raw.replace("×", "x"), field="calibre")


def firearm_keys(serial: str, make: str, calibre: str = "") -> tuple[Key, ...]:
    """Key of a recorded firearm. Without make it is never more than a candidate."""
    return (
        _key(
            KeyKind.SERIAL,
            number_of(serial, field="serial"),
            part_of(make, field="make"),
            normalised_calibre(calibre),
        ),
    )


def firearm_probes(serial: str, make: str = "", calibre: str = "") -> tuple[Probe, ...]:
    """Questions for a firearm: serial and make agree, and the calibre where both sides give one: a hit.

    The serial alone is a candidate whatever the make says, since makes and calibres are written in many ways.
    """
    number, maker = number_of(serial, field="serial"), part_of(make, field="make")
    found = [_alone(KeyKind.SERIAL, number)]
    if maker and calibre:
        found += [_whole(KeyKind.SERIAL, number, maker, part) for part in (normalised_calibre(calibre), "")]
    elif maker:
        found.append(_beginning(KeyKind.SERIAL, number, joined(maker, ""), Grade.HIT))
    return tuple(found)


def model_keys(make: str, model: str) -> tuple[Key, ...]:
    """Key of a model of firearm in a reference library: it gives advice and nothing else."""
    maker, name = part_of(make, field="make"), part_of(model, field="model")
    return (Key(KeyKind.MODEL, name + joined(maker), None, Grade.ADVICE),) if maker and name else ()


def model_probes(make: str, model: str) -> tuple[Probe, ...]:
    """What the reference libraries are asked of a firearm; nothing unless make and model are both known."""
    return tuple(
        Probe(each.kind, each.value, each.value, Grade.ADVICE, Grade.ADVICE)
        for each in model_keys(make, model)
    )


def engine_keys(number: str, make: str = "") -> tuple[Key, ...]:
    """Key of a recorded engine. Without make it is never more than a candidate."""
    return (_key(KeyKind.ENGINE, latin(number_of(number, field="engine")), part_of(make, field="make")),)


def engine_probes(number: str, make: str = "") -> tuple[Probe, ...]:
    """Questions for an engine number: a hit where the make agrees too, else a candidate."""
    plain, maker = latin(number_of(number, field="engine")), part_of(make, field="make")
    found = [_alone(KeyKind.ENGINE, plain)]
    if maker:
        found.append(_whole(KeyKind.ENGINE, plain, maker))
    return tuple(found)


def _key(kind: KeyKind, number: str, make: str, *more: str) -> Key:
    return key(kind, number, folded(number), joined(make, *more), Grade.HIT if make else Grade.CANDIDATE)


def _alone(kind: KeyKind, number: str) -> Probe:
    return _beginning(kind, number, joined(""), Grade.CANDIDATE)


def _beginning(kind: KeyKind, number: str, rest: str, best: Grade) -> Probe:
    return Probe(kind, folded(number) + rest, number + rest, best, Grade.CANDIDATE, prefix=True)


def _whole(kind: KeyKind, number: str, *parts: str) -> Probe:
    rest = joined(*parts)
    return Probe(kind, folded(number) + rest, number + rest, Grade.HIT, Grade.CANDIDATE)
