"""Public lists: what a sanctions committee declared that anybody may screen against, and what stands on one.

A list is the records of one owner from one source. Nothing else of the node can be reached from here.
Source: practice 6 ("serves by default only lists whose owner declared them public").
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from django.db import models
from django.db.models import Q, QuerySet

from comity.bureaus.rules import BureauKind
from comity.gate.actor import Actor
from comity.kit.errors import NotFound
from comity.kit.ids import new_id
from comity.records.public.search import closed_to_nobody
from comity.records.record import Record
from comity.records.registry import databases

# As tools write the name of a data set.
NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
# All lists together; what a tool asks that names none.
ALL = "default"
# Whose lists are public by their nature. A bureau's persons are never: a bank's tool is no police officer.
KINDS = frozenset({BureauKind.SANCTIONS_COMMITTEE})
R = TypeVar("R", bound=Record)


class PublicList(models.Model):
    """The records of this owner that come from this source. ended_at: empty while it is public.

    name: as tools name it, never given twice on a node. source: as the records say it, letter for letter.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=12)
    source = models.CharField(max_length=200)
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "source"], condition=Q(ended_at=None), name="public_list_source"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[PublicList]":
        """Of one's own bureau, those that ended too: what is public is public, what ended is its owner's."""
        return cls._default_manager.filter(owner=actor.bureau).order_by("name")


def open_lists() -> list[PublicList]:
    """What is public now, by name."""
    return list(PublicList._default_manager.filter(ended_at=None).order_by("name"))


def chosen(name: str, *, also: Iterable[str] = (), without: Iterable[str] = ()) -> list[PublicList]:
    """The lists that a tool means. name: of one, or ALL. Raises: NotFound where one is not there."""
    lists = {each.name: each for each in open_lists()}
    named = [name, *also]
    if {*named, *without} - {*lists, ALL}:
        raise NotFound()
    wanted = set(lists) if ALL in named else set(named)
    return [each for each in lists.values() if each.name in wanted - set(without)]


def screened(schemata: Sequence[str] = ()) -> list[type[Record]]:
    """The databases whose records may stand on a list; of these schemata only, where some are named."""
    return [each for each in databases() if each.listed_as and (not schemata or each.listed_as in schemata)]


def on_list(database: type[R], public: PublicList, *, today: date) -> QuerySet[R]:
    """What stands on a list: closed to nobody at all, whoever asks. today: UTC."""
    rows = closed_to_nobody(database, today=today)
    return rows.filter(owner=public.owner, source=public.source)


def seen_by(database: type[R], public: PublicList, *, by: Actor, today: date) -> QuerySet[R]:
    """The same, as far as this asker's own scope reaches: a token may hold one database only. today: UTC."""
    return on_list(database, public, today=today) & database.visible_to(by, today=today)
