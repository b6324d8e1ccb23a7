"""How the index of names stands, for the operator: how many records, and how far behind."""

from dataclasses import dataclass

from comity.matching.names.index import Outdated
from comity.matching.names.index.sections import Damaged
from comity.records.candidates.proposing import ALLOWED_BEHIND_S, names_folder


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """records: in it, 0 without one. behind_s: None where it never was up to date."""

    records: int
    behind_s: float | None

    @property
    def answers(self) -> bool:
        """Are questions by name answered from it?"""
        return self.behind_s is not None and self.behind_s <= ALLOWED_BEHIND_S


def index_status() -> IndexStatus:
    """Opens the files, and so checks every byte of them."""
    folder = names_folder()
    try:
        return IndexStatus(folder.current().records, folder.behind_s())
    except (Outdated, Damaged):
        return IndexStatus(0, None)
