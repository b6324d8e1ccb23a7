"""The API's own description, and the cases that schemathesis makes of it.

Imported by a test that runs: schemathesis takes seconds to load and read it, in each process that collects it.
"""

import json
from functools import cache
from typing import Any

import schemathesis
from hypothesis import strategies as st

from comity.wsgi import application


@schemathesis.serializer("application/x-ndjson")
def lines(_context: Any, value: Any) -> bytes:
    """A batch: one subject a line."""
    each = value if isinstance(value, list) else [value]
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in each).encode(
        "utf-8", "replace"
    )


@cache
def document() -> Any:
    """As anybody is given it."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


def cases(label: str) -> st.SearchStrategy[schemathesis.Case]:
    """Calls of that operation ("POST /api/v1/queries"): as it is described, and in all ways otherwise."""
    method, path = label.split()
    (described,) = document().include(method=method, path=path).get_all_operations()
    return st.one_of(*(described.ok().as_strategy(mode) for mode in schemathesis.GenerationMode))
