"""Journeys share one node, one demonstration and one browser."""

from tests.journeys.browser import chromium, node, plain_visit, visit
from tests.journeys.world import world

__all__ = ["chromium", "node", "plain_visit", "visit", "world"]
