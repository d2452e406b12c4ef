"""Cases as parties, deciders and the desk read them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.identity.models import Identity
from marketplace.trust import case_kinds, people
from marketplace.trust.lifecycle import CASE, LIVE
from marketplace.trust.models import Case, CaseStatement, Upload
from marketplace.trust.queries_decisions import lines

LIVE_STATES = tuple(LIVE.split())
PAGE_CASES = 30


@dataclass(frozen=True)
class CaseView:
    """A case as one reader sees it, with what they may do."""

    case: Case
    kind: case_kinds.CaseKind
    is_opener: bool
    is_party: bool
    is_staff: bool

    @property
    def is_live(self) -> bool:
        """True until it is decided or withdrawn."""
        return self.case.state in LIVE_STATES

    @property
    def can_withdraw(self) -> bool:
        """True for whoever opened it, while it runs."""
        return self.is_live and self.is_opener

    @property
    def can_decide(self) -> bool:
        """True for staff who are no party, while it runs; the page's permission comes on top."""
        return self.is_live and self.is_staff and not self.is_party

    @property
    def evidence_lines(self) -> list[tuple[str, str, None]]:
        """What was on record when it was opened, as label and value; quoted words are shown apart."""
        recorded = {key: value for key, value in self.case.evidence.items() if key != "quote"}
        return [(label, value, None) for label, value in lines(recorded)]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What it can end in."""
        return case_kinds.outcomes_for(self.kind, self.case.subject)


def case_for(public_id: str, identity: Identity) -> CaseView:
    """A case for a party or staff of its business; NotFound to anybody else."""
    case = db.session.scalar(_whole().where(Case.public_id == public_id))
    if case is None:
        raise NotFound
    is_party = identity.id in (case.opened_by_id, case.against_id)
    is_staff = people.is_staff(identity, case.business_ref)
    if not is_party and not is_staff:
        raise NotFound
    return CaseView(case, case_kinds.get(case.kind), identity.id == case.opened_by_id, is_party, is_staff)


def cases_of(identity: Identity) -> list[Case]:
    """The cases a person is a party in, those that run first, then the latest."""
    theirs = sa.or_(Case.opened_by_id == identity.id, Case.against_id == identity.id)
    return list(db.session.scalars(_listed().where(theirs).limit(PAGE_CASES)))


def cases_of_business(business_ref: str, *, live: bool) -> list[Case]:
    """Cases of a business: those that run, the one due first on top; or those that ended, the latest on top."""
    order = Case.due_at.asc() if live else Case.decided_at.desc()
    which = Case.state.in_(LIVE_STATES) if live else Case.state.in_(CASE.final)
    theirs = sa.select(Case).options(joinedload(Case.opened_by), joinedload(Case.decider))
    rows = theirs.where(Case.business_ref == business_ref, which).order_by(order, Case.id).limit(PAGE_CASES)
    return list(db.session.scalars(rows))


def live_count(business_ref: str) -> int:
    """How many cases of a business wait for a decision."""
    live = sa.select(sa.func.count()).select_from(Case)
    return db.session.scalar(live.where(Case.business_ref == business_ref, Case.state.in_(LIVE_STATES))) or 0


def cases_on(subject: str) -> list[Case]:
    """The cases about one thing, oldest first."""
    return list(db.session.scalars(sa.select(Case).where(Case.subject == subject).order_by(Case.id)))


def has_live_freeze(subject: str) -> bool:
    """True while a case runs that freezes what hangs on the subject."""
    freezing = [kind.code for kind in case_kinds.KINDS.values() if kind.freezes]
    live = sa.select(Case.id).where(
        Case.subject == subject, Case.kind.in_(freezing), Case.state.in_(LIVE_STATES)
    )
    return db.session.scalar(live.limit(1)) is not None


def uploads_in_live_cases(identity: Identity) -> set[int]:
    """Ids of a person's uploads that are evidence in a case that still runs."""
    evidence = (
        sa.select(CaseStatement.upload_id)
        .join(Case, Case.id == CaseStatement.case_id)
        .join(Upload, Upload.id == CaseStatement.upload_id)
        .where(Upload.owner_id == identity.id, Case.state.in_(LIVE_STATES))
    )
    return {one for one in db.session.scalars(evidence) if one is not None}


def party_sees_evidence(upload: Upload, identity: Identity) -> bool:
    """Both sides of a case see the evidence of either: the rule for private uploads."""
    shared = (
        sa.select(Case.id)
        .join(CaseStatement, CaseStatement.case_id == Case.id)
        .where(
            CaseStatement.upload_id == upload.id,
            sa.or_(Case.opened_by_id == identity.id, Case.against_id == identity.id),
        )
    )
    return db.session.scalar(shared.limit(1)) is not None


def _whole() -> sa.Select[Case]:
    return sa.select(Case).options(
        joinedload(Case.opened_by),
        joinedload(Case.against),
        joinedload(Case.decider),
        selectinload(Case.statements).joinedload(CaseStatement.author),
        selectinload(Case.statements).joinedload(CaseStatement.upload),
    )


def _listed() -> sa.Select[Case]:
    is_over = sa.case((Case.state.in_(LIVE_STATES), 0), else_=1)
    return (
        sa.select(Case)
        .options(joinedload(Case.decider))
        .order_by(is_over, Case.opened_at.desc(), Case.id.desc())
    )
