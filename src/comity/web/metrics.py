"""Counts for operators, as Prometheus text. Rooms add what they count; labels never hold names or numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

Reading = float | Mapping[tuple[tuple[str, str], ...], float]


class Kind(StrEnum):
    """What a figure does over time."""

    GAUGE = "gauge"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure with its name (`comity_..._unit`), one line of explanation, and how to read it now.

    read: a number, or a number by labels: {(("verb", "queries.ask"),): 12}.
    """

    name: str
    help: str
    kind: Kind
    read: Callable[[], Reading]


_registry: dict[str, Metric] = {}


def register(metric: Metric) -> None:
    """Add a figure; the last of one name wins."""
    _registry[metric.name] = metric


class Counter:
    """Counts in this process, by labels. Safe between threads."""

    def __init__(self, name: str, explanation: str) -> None:
        self._values: dict[tuple[tuple[str, str], ...], float] = {}
        self._lock = Lock()
        register(Metric(name, explanation, Kind.COUNTER, lambda: dict(self._values)))

    def add(self, amount: float = 1, **labels: str) -> None:
        """Count `amount` more under these labels."""
        key = tuple(sorted(labels.items()))
        with self._lock:
            self._values[key] = self._values.get(key, 0) + amount


def text() -> str:
    """All figures in the Prometheus text format 0.0.4."""
    lines = []
    for metric in sorted(_registry.values(), key=lambda each: each.name):
        lines += [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} {metric.kind}"]
        reading = metric.read()
        values = reading if isinstance(reading, Mapping) else {(): reading}
        lines += [f"{metric.name}{_labels(labels)} {_number(value)}" for labels, value in values.items()]
    return "\n".join(lines) + "\n"


def _number(value: float) -> str:
    """All digits of a moment, which `g` would cut after six."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _labels(labels: tuple[tuple[str, str], ...]) -> str:
    if not labels:
        return ""
    pairs = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels)
    return "{" + pairs + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
