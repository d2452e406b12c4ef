"""The metadata, column types and naming rules that all tables of the library share."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, so that migrations can find it."""

metadata = sa.MetaData(naming_convention=NAMING)
"""What every table of the library is on; the host finds it, with all of them, as `payouts.tables.metadata`."""


class UTC(TypeDecorator[dt.datetime]):
    """An aware instant, kept in UTC on every database.

    PostgreSQL stores ``timestamptz``; SQLite stores the UTC wall time without a zone, which this type
    puts back on reading.

    Raises
    ------
    ValueError
        When a naive datetime is bound: it does not say which instant it means.
    """

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(dt.UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


BigInt = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""64 bits everywhere; SQLite counts up by itself only in a column declared INTEGER."""

Document = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
"""A JSON document."""

Ref = sa.String(64)
"""An opaque id that the host gave: never a name, an address or another datum about a person."""

Code = sa.String(96)
"""Code of a ledger account, of which an opaque id may be part."""

Key = sa.String(160)
"""An idempotency key."""

CurrencyCode = sa.String(12)


def identity() -> sa.Column[int]:
    """Integer primary key, counted up by the database."""
    return sa.Column("id", BigInt, primary_key=True, autoincrement=True)


def one_of(column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    """Limit a text column to a closed list of words, by a named check."""
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")
