"""Tests that libfaketime cannot run."""

import os

import pytest

without_faketime = pytest.mark.skipif(
    "faketime" in os.environ.get("LD_PRELOAD", ""),
    reason="libfaketime shows a signal handler the real time, so PostgreSQL's own timeouts never end",
)
