"""The real list of the Security Council, loaded for the invented committee where its file is at hand."""

from pathlib import Path

from comity.access.actors import for_node
from comity.databases.un_load import load_un_list
from comity.demo.cast import COMMITTEE
from comity.kit.errors import FieldError
from comity.records.loading.files import sha256_of
from comity.records.models import Load

# Beside a checkout of the project: data that is public and too large to be kept in it.
BESIDE = Path(__file__).parents[4] / "shared" / "data"
PATTERN = "UN_consolidated_*.xml.gz"


def file_at_hand() -> Path | None:
    """The newest edition beside the project, by its name; None where there is none."""
    return max(BESIDE.glob(PATTERN), default=None)


def load_edition(path: Path) -> int:
    """Load this edition; how many entries were refused. Nothing happens when exactly this file is there already.

    Raises: Invalid for what is no such list; Refused for one that is older, or lacks much; OSError.
    """
    refused: list[str] = []

    def tell(reference: str, _error: FieldError) -> None:
        refused.append(reference)

    with path.open("rb") as file:
        digest = sha256_of(file).hex()
        known = Load.objects.filter(owner=COMMITTEE, file_name__contains=digest, ended_at__isnull=False)
        if not known.exists():
            load_un_list(file, by=for_node(COMMITTEE), refused=tell)
    return len(set(refused))
