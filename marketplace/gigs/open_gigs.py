"""Gigs that want people, as a whole round reads them: rows by the thousand, without an object that watches each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme, SchemeVersion
from marketplace.core.db import among, db
from marketplace.core.words import Written
from marketplace.gigs.models import Gig

WANTING = ("open", "unfilled")
_ASKED = (
    Gig.starts_at,
    Gig.ends_at,
    Gig.deadline_at,
    Gig.lat,
    Gig.lon,
    Gig.places,
    Gig.occupies,
    Gig.needs,
    Gig.facts,
)
_COLUMNS = (
    Gig.id, Gig.public_id, Gig.kind, Gig.title, Gig.state, Gig.timezone, Gig.bundle, Gig.detail, Gig.unfilled,
    Gig.scheme_version_id, *_ASKED, Gig.language,
)  # fmt: skip


class OpenGig(NamedTuple):
    """One row, with the programme and the scheme that it shares with others; reads like the gig itself."""

    id: int
    public_id: str
    kind: str
    title: str
    state: str
    timezone: str
    bundle: str | None
    detail: dict[str, Any]
    unfilled: dict[str, Any] | None
    scheme_version_id: int
    starts_at: datetime | None
    ends_at: datetime | None
    deadline_at: datetime | None
    lat: float | None
    lon: float | None
    places: int
    occupies: bool
    needs: dict[str, Any]
    facts: dict[str, Any]
    language: str
    programme: Programme
    scheme_version: SchemeVersion

    @property
    def programme_id(self) -> int:
        """Key of its programme."""
        return self.programme.id

    @property
    def business(self) -> Business:
        """Whose it is."""
        return self.programme.business

    @property
    def titled(self) -> Written:
        """Its title with the language it was written in."""
        return Written(self.title, self.language)

    @property
    def mark(self) -> str:
        """What a round was asked, in short: another mark is another question."""
        said = orjson.dumps((self.scheme_version_id, *self[10:19]))
        return blake2b(said, digest_size=8).hexdigest()


def coming(programme: Programme, days: int, at: datetime) -> list[OpenGig]:
    """Gigs of the next days that have not begun and want people, soonest first."""
    begins = sa.func.coalesce(Gig.starts_at, Gig.deadline_at)
    query = (
        sa.select(*_COLUMNS)
        .where(Gig.programme_id == programme.id, Gig.state.in_(WANTING))
        .where(begins > at, begins <= at + timedelta(days=days))
        .order_by(begins, Gig.id)
    )
    return _with_shared(programme, db.session.execute(query))


def locked(programme: Programme, refs: Collection[str]) -> dict[str, OpenGig]:
    """Wait for the gigs' rows, in ascending id, and give them as they stand now, by public id."""
    db.session.flush()
    query = (
        sa.select(*_COLUMNS)
        .where(among(Gig.public_id, refs), Gig.programme_id == programme.id)
        .order_by(Gig.id)
        .with_for_update(of=Gig, key_share=True)
    )
    return {gig.public_id: gig for gig in _with_shared(programme, db.session.execute(query))}


def _with_shared(programme: Programme, rows: Iterable[Any]) -> list[OpenGig]:
    versions = sa.select(SchemeVersion).where(SchemeVersion.programme_id == programme.id)
    schemes = {version.id: version for version in db.session.scalars(versions)}
    return [OpenGig._make((*row, programme, schemes[row.scheme_version_id])) for row in rows]
