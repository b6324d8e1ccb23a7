"""What the weights are learned from: the Wikidata pairs and the list of the United Nations, in `shared/data`
beside the clone.
"""

import gzip
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from comity.matching.names.folding import plain

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
SCRIPTS = ("arabic", "chinese", "hebrew", "katakana", "korean", "russian")


def split_of(key: str, folds: int = 5) -> int:
    """Which split a person or name falls into: by its text, so the same on every machine and in every run."""
    return zlib.crc32(key.encode()) % folds


@dataclass
class Wikidata:
    """counts: Latin token to how often. natives: token to {script: its form}. shared: {script: {form: {token:
    how often}}}.
    """

    counts: Counter[str] = field(default_factory=Counter)
    natives: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(dict))
    shared: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)

    def share(self, left: str, right: str) -> int:
        """In how many scripts the two have a form in common."""
        other = self.natives.get(right, {})
        return sum(
            bool(forms & other.get(script, set())) for script, forms in self.natives.get(left, {}).items()
        )

    def met(self, left: str, right: str) -> int:
        """In how many scripts both have a form."""
        return len(self.natives.get(left, {}).keys() & self.natives.get(right, {}).keys())


@cache
def missing_sources(folder: Path) -> list[str]:
    """Which of the public lists a folder lacks, by name. A plain clone has none of them."""
    patterns = ("UN_consolidated_*.xml.gz", *(f"names/wd_{script}_80.tsv.gz" for script in SCRIPTS))
    return [each for each in patterns if not any(folder.glob(each))]


def wikidata(folder: Path) -> Wikidata:
    """Read `names/wd_SCRIPT_80.tsv.gz`: Latin, the other script's characters spaced, count."""
    found = Wikidata()
    for script in SCRIPTS:
        forms = found.shared[script] = defaultdict(Counter)
        with gzip.open(folder / f"names/wd_{script}_80.tsv.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                latin, spaced, count = line.rstrip("\n").split("\t")
                token, form = plain(latin), spaced.replace(" ", "")
                if token.isascii() and token.isalpha():
                    found.counts[token] += int(count)
                    found.natives[token].setdefault(script, set()).add(form)
                    forms[form][token] += int(count)
    return found


@dataclass(frozen=True)
class Listed:
    """A person of the list. aliases: (name, quality)."""

    number: str
    name: str
    aliases: tuple[tuple[str, str], ...]
    original: tuple[str, ...]

    def good(self) -> list[str]:
        return [name for name, quality in self.aliases if quality == "Good"]


@cache
def listed(folder: Path) -> tuple[Listed, ...]:
    """The individuals of the consolidated list."""
    with gzip.open(next(folder.glob("UN_consolidated_*.xml.gz"))) as file:
        tree = ElementTree.parse(file)  # noqa: S314  a file of ours, read when weights are made
    return tuple(_persons(tree.getroot()))


def _persons(root: ElementTree.Element) -> Iterator[Listed]:
    parts = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
    for each in root.iter("INDIVIDUAL"):
        name = " ".join(part for part in (_text(each, part) for part in parts) if part not in ("", "na"))
        aliases = tuple(
            (re.sub(r"\s+", " ", part).strip(), _text(alias, "QUALITY"))
            for alias in each.iter("INDIVIDUAL_ALIAS")
            for part in re.split(r"[;\n]|\b[a-z]\)", _text(alias, "ALIAS_NAME"))
            if part.strip() and not any(letter.isdigit() for letter in part)
        )
        original = tuple(
            filter(None, (part.strip() for part in _text(each, "NAME_ORIGINAL_SCRIPT").split(";")))
        )
        yield Listed(_text(each, "REFERENCE_NUMBER") or _text(each, "DATAID"), name, aliases, original)


def _text(element: ElementTree.Element, tag: str) -> str:
    return re.sub(r"\s+", " ", (element.findtext(tag) or "")).strip()
