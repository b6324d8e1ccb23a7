"""The API's own description, and tests that schemathesis makes of it.

Imported by a test that runs: schemathesis takes seconds to load and make its cases, in each process that collects it.
"""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import schemathesis
from schemathesis.checks import load_all_checks
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source

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


@cache
def _feedback() -> FeedbackSources:
    load_all_checks()
    return FeedbackSources(constants_value_source=make_constants_value_source(document()))


def tried(label: str, test: Callable[..., None]) -> Callable[..., None]:
    """This test over every case of that operation ("POST /api/v1/queries"), as `schema.parametrize` makes it."""
    method, path = label.split()
    (described,) = document().include(method=method, path=path).get_all_operations()
    return build_operation_test(
        config=document().config,
        operation=described.ok(),
        test_func=test,
        given_kwargs={},
        feedback=_feedback(),
    )
