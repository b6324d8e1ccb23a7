"""Ids: UUID version 7, made by the node where a thing is born (RFC 9562)."""

from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """A new UUIDv7: sorts by the millisecond it was made, UTC."""
    return UUID(int=uuid_utils.uuid7().int)
