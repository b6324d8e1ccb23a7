"""Rows that became the same are written by one statement. Inside verbs."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from django.db import models


def save_alike(rows: Iterable[models.Model], fields: Sequence[str]) -> None:
    """Write these fields, all rows that say the same in one statement. For what few different values stand in.

    `bulk_update` names every value of every row instead, which costs more than the rest of a round of the courier.
    """
    alike: dict[tuple[type[models.Model], tuple[Hashable, ...]], list[Any]] = defaultdict(list)
    for row in rows:
        alike[type(row), tuple(getattr(row, name) for name in fields)].append(row.pk)
    for (model, values), keys in alike.items():
        model._default_manager.filter(pk__in=keys).update(**dict(zip(fields, values, strict=True)))
