"""Open the sealed words of a question for the officer who typed them."""

import msgspec

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.journal.models import ActRow
from comity.journal.texts import is_sealed
from comity.kit.errors import NotFound
from comity.queries import words
from comity.queries.asked import AskedSubject
from comity.seal.errors import NotOpened

_subjects = msgspec.json.Decoder(list[AskedSubject])


@action("queries.open_words")
def open_words(draft: ActDraft, row: ActRow, *, by: Actor) -> list[AskedSubject]:
    """What was asked in an act of one's own. Opening is an act too.

    Raises: NotFound for another officer's act, one without words, and words that can no longer be opened.
    """
    draft.about = str(row.id)
    if by.officer is None or row.officer != by.officer or row.word_key is None or is_sealed(row):
        raise NotFound
    try:
        opened = words.open_for_bureau(row.word_key, bytes(row.words), row.id, bureau=row.bureau)
    except (NotOpened, LookupError):
        raise NotFound from None
    return _subjects.decode(opened)
