"""The retention table covers every column that speaks of a person; erasure, expiry and export follow it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.application import AREAS
from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import Base, UTCDateTime
from marketplace.identity import (
    erasure,
    kept_words,
    retention,
    service,
)
from marketplace.identity.retention import Action, Rule, by_id
from tests.identity.conftest import EMAIL

# What is text, a document, a place or a day and yet says nothing of a person who could be named by it. Public ids and
# references to rows (…_ref, subject) lead to a person only through the identity, which is blanked; so do keys.
OPAQUE = {"public_id", "business_ref", "programme_ref", "fan_ref", "assignment_ref", "actor_ref", "about_ref", "about_refs",
          "decided_by_ref", "confirmed_by_ref", "subject", "bundle", "fold_key", "cell", "booking_ref", "frozen_by", "payout_ref"}  # fmt: skip
CODES = {"state", "kind", "mode", "side", "part", "means", "step", "purpose", "action", "outcome", "currency", "language",
         "locale", "timezone", "country", "media_type", "reward_kind", "price_per", "topic", "words_language", "reason_language",
         "title_language", "name_language"}  # fmt: skip
NOT_PERSONAL: dict[str, set[str]] = {
    "job": {"name", "key", "lease_by"},
    "job_slot": {"name"},
    "state_change": {"aggregate", "from_state", "to_state", "actor"},
    "decision_record": {"rule", "rule_version"},
    "thread": {"title"},
    "review_window": {"title"},
    "skill": {"code", "skill_group", "name_en", "name_es"},
    "business": {"slug", "name", "tagline", "story", "translations", "accent", "place_name", "lat", "lon", "support_email"},
    "programme": {"slug", "title", "whom", "purpose", "role", "tasks", "house_rules", "translations", "north_star", "way", "terms", "joining",
                  "support_contact", "skills", "languages", "settings", "matching_policy", "cancellation_policy"},
    "scheme_version": {"document"},
    "invitation": {"role"},
    "experience": {"slug", "title", "summary", "description", "translations", "meeting_point", "city", "lat", "lon",
                   "languages", "skills"},
    "journey_template": {"slug", "title", "summary", "description", "translations", "city", "lat", "lon", "stages", "stays"},
    "pickup_point": {"name", "address", "lat", "lon"},
    "session": {"starts_local"},
    "request": {"wanted_language", "starts_local", "skills"},
    "gig": {"title", "starts_local", "place_name", "lat", "lon", "needs", "facts", "detail", "unfilled", "checkin_code"},
    "parcel": {"delivery_code"},
    "top_up": {"refusal"},
    "cause": {"name", "name_key"},
    "cause_settlement": {"way", "reference", "paid_on", "noted_by_ref", "ended_by_ref"},
    "earning_addition": {"cause", "said_as", "said_by_ref"},
    "partner_share": {"partner", "subject_ref"},
    "partner_payment": {"partner", "reference", "attempt", "paid_on", "noted_by_ref"},
    "partner_reversal": {"reason", "undone_by_ref"},
    "perk_claim": {"code", "labels", "funded_by", "partner"},
    "year_setting": {"occupation_codes", "forms"},
    "assignment": {"ended_code"},
    "offer": {"decline_code"},
    "matching_round_gig": {"gig_ref"},
    "superfan": {"bio_language", "travel_mode", "payout_day"},
    "passkey": {"usage"},
    "booking": {"cancellation_policy", "tax"},
    "tax_details": {"legal_name", "address", "tax_number", "rounding"},  # what a business prints on its receipts
    "tax_rate": {"name", "starts_on"},
}  # fmt: skip


def speaks(column: sa.Column[Any]) -> bool:
    """True for the types that can hold something about a person: words, documents, places, bytes and days."""
    if column.foreign_keys or isinstance(column.type, UTCDateTime | sa.Boolean | sa.Integer):
        return False
    return isinstance(
        column.type, sa.String | sa.Float | sa.JSON | sa.LargeBinary | sa.Date | sa.types.TypeDecorator
    )


@pytest.fixture(scope="module", autouse=True)
def every_table() -> None:
    for area in AREAS:
        if find_spec(f"marketplace.{area}.models"):
            import_module(f"marketplace.{area}.models")


def test_every_column_that_speaks_of_a_person_is_covered(site: Flask) -> None:
    covered, missing = retention.covered(), []
    for table in Base.metadata.sorted_tables:
        excused = NOT_PERSONAL.get(table.name, set()) | OPAQUE | CODES
        missing += [
            f"{table.name}.{c.name}"
            for c in table.columns
            if speaks(c) and c.name not in excused | covered.get(table.name, set())
        ]

    assert missing == [], "add a row to retention_rows.py, or say in NOT_PERSONAL that it names nobody"


def test_the_table_names_what_exists_and_nothing_is_excused_twice(site: Flask) -> None:
    for table, names in retention.covered().items():
        columns = set(Base.metadata.tables[table].columns.keys())
        assert names <= columns, table
        assert not names & NOT_PERSONAL.get(table, set()), table
    for table, names in NOT_PERSONAL.items():
        assert names <= set(Base.metadata.tables[table].columns.keys()), table


def test_every_rule_runs_on_both_databases(app: Flask, clock: SteppedClock) -> None:
    guest = edge.write(lambda: service.guest_for(EMAIL, "Ada", "en", "UTC", clock.now()))

    def work() -> None:
        person = erasure.person_of(guest)
        for rule in retention.rules():
            assert erasure.expire(rule, clock.now()) == 0, rule.table
            erasure.rows_of(rule, person)
            erasure.traces_of(rule, person)

    edge.write(work)


def test_ledger_and_events_hold_no_words_of_people() -> None:
    import payouts.tables
    from payouts.dispute_tables import dispute_answer, dispute_field

    columns = [c for t in payouts.tables.metadata.sorted_tables for c in t.columns]

    words = {c for c in columns if c.name in {"name", "email", "address", "phone", "text", "note"}}
    # What a business answers a bank, and what it adds as evidence, goes to the bank, is kept as long as it may be asked
    # for, and is blanked or deleted then.
    assert words == {dispute_answer.c.text, dispute_field.c.text}


def test_the_page_says_why_and_how_long(site: Flask) -> None:
    with site.test_request_context("/"):
        lines = kept_words.lines()

    assert all(line.what and line.why and line.how_long and line.when_you_go for line in lines)
    assert len({line.what for line in lines}) > 20
    assert not [line for line in lines if line.what in Base.metadata.tables]


def test_a_rule_says_both_days_and_from_when() -> None:
    with pytest.raises(ValueError, match="go together"):
        Rule("mail", ("text",), "x", Action.DELETE, by_id(), days=3)
    with pytest.raises(ValueError, match="ends some day"):
        Rule("mail", ("text",), "x", Action.DELETE, by_id(), legal_hold=True)
