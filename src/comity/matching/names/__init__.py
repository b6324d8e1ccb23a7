"""Names of people. `exact`: the same words, without accents, found by a key. `compare`: how alike two names are,
and why.

Pure: no database, no clock. docs/spec/names.md says what each term means; data/ holds what was learned, with its
source.
"""

from comity.matching.names.comparing import (
    Comparison,
    Prepared,
    Reason,
    Tier,
    compare,
    compare_prepared,
    compare_with_all,
    listen_to,
    prepare,
    prepare_all,
    using,
)
from comity.matching.names.persons import (
    Paper,
    Person,
    PersonComparison,
    PersonName,
    PersonTier,
    Place,
    PreparedPerson,
    Quality,
    Sex,
    compare_person_with_all,
    compare_persons,
    compare_prepared_persons,
    compare_prepared_with_all,
    prepare_person,
    prepare_persons,
)
from comity.matching.names.pieces import Note
from comity.matching.names.rarity import Rarity, prior
from comity.matching.names.terms import Term

__all__ = [
    "Comparison",
    "Note",
    "Paper",
    "Person",
    "PersonComparison",
    "PersonName",
    "PersonTier",
    "Place",
    "Prepared",
    "PreparedPerson",
    "Quality",
    "Rarity",
    "Reason",
    "Sex",
    "Term",
    "Tier",
    "compare",
    "compare_person_with_all",
    "compare_persons",
    "compare_prepared",
    "compare_prepared_persons",
    "compare_prepared_with_all",
    "compare_with_all",
    "listen_to",
    "prepare",
    "prepare_all",
    "prepare_person",
    "prepare_persons",
    "prior",
    "using",
]
