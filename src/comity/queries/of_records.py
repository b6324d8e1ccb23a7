"""The kinds of message about records and hits, made known with what handles them where they come from another node."""

from comity.queries.actions import hearing, wording
from comity.queries.between import register_between
from comity.queries.ends import register_ends
from comity.queries.misleading import register_identifiers_wanted
from comity.queries.record_changed import register_record_changed
from comity.queries.record_word import register_record_word
from comity.queries.reviews import register_reviews
from comity.queries.word_returned import register_word_returned, word_came_back


def register_of_records() -> None:
    """From `AppConfig.ready`."""
    register_reviews(hearing.review_arrives, hearing.OF_OURS)
    register_between()
    register_ends(hearing.order_arrives, hearing.OF_OURS)
    register_identifiers_wanted(hearing.identifiers_arrive, hearing.OF_OURS)
    register_record_changed(hearing.changed_arrives, hearing.ended_arrives, hearing.OF_HITS)
    register_record_word(wording.word_arrives, wording.TERMS, word_came_back)
    register_word_returned()
