"""Where the sandbox keeps its objects: one table, one short transaction per request."""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from payouts.database import insert_new
from payouts.tables import sandbox_object as table

Body = dict[str, Any]

_COMPARED = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}


# Built once: putting a statement together costs as much as running it.
_BY_ID = table.c.id == sa.bindparam("wanted_id")
_COUNT_UP = sa.update(table).where(_BY_ID).values(number=table.c.number + 1).returning(table.c.number)
_ADD = sa.insert(table)
_PUT = sa.update(table).where(_BY_ID).values(body=sa.bindparam("new_body"))
_GET = sa.select(table.c.body).where(
    _BY_ID,
    table.c.platform == sa.bindparam("of_platform"),
    table.c.kind == sa.bindparam("of_kind"),
    table.c.account_id == sa.bindparam("of_account"),
)


class SandboxStore:
    """One platform's objects within one request.

    Every request begins by counting up, which makes requests to one platform queue: what it reads stays
    true until it is done.
    """

    def __init__(self, connection: sa.Connection, platform: str) -> None:
        self._connection = connection
        self._platform = platform
        self._tag = hashlib.sha256(platform.encode()).hexdigest()[:8]
        self._number = 0
        self._count_up()

    def new_id(self, prefix: str) -> str:
        """Make the next id, for example ``pi_sbx4f6a1b2c000017``."""
        return f"{prefix}_sbx{self._tag}{self._count_up():06d}"

    def add(self, kind: str, body: Body, *, parent: str = "", account_id: str = "") -> Body:
        """Store a new object under its ``id``."""
        row = {
            "id": self._row_id(body["id"]),
            "platform": self._platform,
            "account_id": account_id,
            "kind": kind,
            "parent": parent,
            "number": self._number,
            "body": body,
        }
        self._connection.execute(_ADD, row)
        return body

    def put(self, body: Body) -> Body:
        """Store an object's new state."""
        self._connection.execute(_PUT, {"wanted_id": self._row_id(body["id"]), "new_body": body})
        return body

    def get(self, kind: str, object_id: str, *, account_id: str = "") -> Body | None:
        """Read an object of this platform (and account)."""
        wanted = {
            "wanted_id": self._row_id(object_id),
            "of_platform": self._platform,
            "of_kind": kind,
            "of_account": account_id,
        }
        found = self._connection.execute(_GET, wanted).scalar_one_or_none()
        return None if found is None else dict(found)

    def delete(self, object_id: str) -> None:
        """Forget an object."""
        self._connection.execute(sa.delete(table).where(table.c.id == self._row_id(object_id)))

    def listing(
        self,
        kind: str,
        *,
        parent: str | None = None,
        account_id: str = "",
        created: Mapping[str, int] | None = None,
        where: Mapping[str, int] | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> list[Body]:
        """List objects of a kind, newest first.

        Parameters
        ----------
        kind : str
        parent, account_id : str
        created : mapping, optional
            Bounds of the instant of creation in seconds: ``gt``, ``gte``, ``lt``, ``lte``.
        where : mapping, optional
            Numbers that members of the object must equal.
        after : str, optional
            Id of the object that the list goes on from.
        limit : int, optional
        """
        c = table.c
        query = sa.select(c.body).where(
            c.platform == self._platform, c.kind == kind, c.account_id == account_id
        )
        if parent is not None:
            query = query.where(c.parent == parent)
        for name, bound in (created or {}).items():
            query = query.where(_COMPARED[name](c.body["created"].as_integer(), bound))
        for name, value in (where or {}).items():
            query = query.where(c.body[name].as_integer() == value)
        if after is not None:
            start = sa.select(c.number).where(c.id == self._row_id(after)).scalar_subquery()
            query = query.where(c.number < start)
        query = query.order_by(c.number.desc()).limit(limit)
        return [dict(body) for body in self._connection.execute(query).scalars()]

    def _row_id(self, object_id: str) -> str:
        """Own ids are unique; ids that callers choose are set apart by platform."""
        return object_id if self._tag in object_id else f"{self._tag}:{object_id}"

    def _count_up(self) -> int:
        counter = {"wanted_id": f"counter:{self._tag}"}
        number = self._connection.execute(_COUNT_UP, counter).scalar_one_or_none()
        if number is None:
            of = {"platform": self._platform, "kind": "counter"}
            insert_new(self._connection, table, {"id": counter["wanted_id"], **of, "number": 0, "body": {}})
            number = self._connection.execute(_COUNT_UP, counter).scalar_one()
        self._number = int(number)
        return self._number


@contextmanager
def open_store(engine: sa.Engine, platform: str) -> Iterator[SandboxStore]:
    """Open a short transaction of the sandbox's own, and commit it."""
    with engine.begin() as connection:
        yield SandboxStore(connection, platform)
