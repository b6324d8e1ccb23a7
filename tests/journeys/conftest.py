"""Journeys share one node, one demonstration and one browser."""

from tests.journeys.browser import chromium, node, plain_visit, visit
from tests.journeys.upgrading import afresh, next_version, node_home
from tests.journeys.world import world

__all__ = ["afresh", "chromium", "next_version", "node", "node_home", "plain_visit", "visit", "world"]
