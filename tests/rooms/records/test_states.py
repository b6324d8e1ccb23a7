"""Which states answer other bureaus: the one table, written out. Source: practice 1."""

import pytest

from comity.records.rules import AfterRecovery, Status, answers_others

# State: does it answer where a recovered one gives nothing, and where it stays a hit?
TABLE = {
    Status.DRAFT: (False, False),
    Status.ACTIVE: (True, True),
    Status.DISPUTED: (True, True),
    Status.BLOCKED: (False, False),
    Status.SUSPENDED: (False, False),
    Status.RECOVERED: (False, True),
    Status.EXPIRED: (False, False),
    Status.WITHDRAWN: (False, False),
    Status.SENT_BACK: (False, False),
    Status.ENTERED_IN_ERROR: (False, False),
    Status.WAITS_FOR_OWNER: (False, False),
    Status.PREPARED: (False, False),
    Status.IN_CHECK: (False, False),
    Status.REPLACED: (False, False),
}


def test_the_table_names_every_state() -> None:
    assert set(TABLE) == set(Status)


@pytest.mark.parametrize("status", Status, ids=lambda status: status.name)
def test_a_state_answers_others_as_the_table_says(status: Status) -> None:
    said = tuple(
        answers_others(status, after) for after in (AfterRecovery.NOTHING, AfterRecovery.STAYS_A_HIT)
    )
    assert said == TABLE[status]
