"""Parts of rewards that a partner funds: owed piece by piece, noted once when it comes in, never more than owed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.businesses.models import Business, Programme, Staff
from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.identity.models import Identity
from marketplace.rewards import partners
from marketplace.rewards.partners import Came
from tests.gigs.processes import at_once
from tests.gigs.worlds import World, budget, paid_scheme
from tests.rewards.worlds import ENDS_AT, browse_as, complete, count, world_at_work
from tests.world import balance

TEA = {"code": "tea", "type": "per_gig", "amount_minor": 900, "funded_by": "partner", "partner": "Canal Tea"}
BUN = {"code": "bun", "type": "per_gig", "amount_minor": 250, "funded_by": "partner", "partner": "Bakery"}


@pytest.fixture
def world(app: Flask, clock: SteppedClock) -> Iterator[World]:
    """One gig of which two partners fund a part each has been earned; the audit finds nothing at the end."""
    plain = paid_scheme()
    world, ref = world_at_work(world={"document": plain | {"components": [*plain["components"], TEA, BUN]}})
    clock.move_to(ENDS_AT)
    complete(ref)
    yield world
    assert edge.read(audit.run) == []


def _came(**changes: object) -> Came:
    said = {
        "programme_ref": edge.read(lambda: db.session.scalars(sa.select(Programme.public_id)).one()), "partner": "Canal Tea", "amount_minor": 900,
        "paid_on": date(2026, 11, 28), "reference": "NL-7", "attempt": "try_1",
    }  # fmt: skip
    return Came(**(said | changes))  # type: ignore[arg-type]


def _note(ids: tuple[int, int], came: Came) -> str:
    def work() -> str:
        business, owner = db.session.get_one(Business, ids[0]), db.session.get_one(Identity, ids[1])
        return partners.note(business, came, owner, ENDS_AT).public_id

    return edge.write(work)


def _ids() -> tuple[int, int]:
    """The business and its owner, read anew: processes that ran at once leave no rows behind."""
    query = sa.select(Staff.business_id, Staff.identity_id)
    return edge.read(lambda: tuple(db.session.execute(query).one()))  # type: ignore[return-value]


def _owed() -> dict[str, int]:
    business_id = _ids()[0]
    return edge.read(
        lambda: {
            o.partner: o.owed_minor
            for o in partners.owed_by_partners(db.session.get_one(Business, business_id))
        }
    )


def test_each_partner_owes_its_part_and_the_budget_none_of_it(world: World) -> None:
    assert _owed() == {"Canal Tea": 900, "Bakery": 250}
    assert budget(world).spent_minor == 6000
    assert count("ledger_account", "code LIKE '%Tea%'") == 0, "no names in the books"


def test_what_came_in_is_booked_once_whoever_presses_how_often(app: Flask, world: World) -> None:
    ids, came = _ids(), _came(amount_minor=500)
    answers = at_once(app, [lambda: _note(ids, came)] * 3)
    assert all(answer.startswith("done") for answer in answers), answers
    assert len(set(answers)) == 1
    assert _owed() == {"Canal Tea": 400, "Bakery": 250}
    with pytest.raises(Refused):
        _note(ids, _came(amount_minor=400))
    _note(ids, _came(amount_minor=400, attempt="try_2"))
    assert _owed()["Canal Tea"] == 0
    assert count("entry", "kind = 'partner_paid'") == 2


def test_two_different_notes_at_once_never_pass_what_is_owed(app: Flask, world: World) -> None:
    ids = _ids()
    one, two = _came(attempt="a"), _came(attempt="b")
    answers = at_once(app, [lambda: _note(ids, one), lambda: _note(ids, two)])
    assert sorted(answer.split(":")[0] for answer in answers) == ["done", "partner_amount"]


def _undo(ids: tuple[int, int], ref: str, reason: str = "It was Bakery's") -> str:
    def work() -> str:
        business, owner = db.session.get_one(Business, ids[0]), db.session.get_one(Identity, ids[1])
        return partners.undo(business, ref, reason, owner, ENDS_AT, language="en").public_id

    return edge.write(work)


def _came_into_the_bank(business_id: int) -> int:
    return balance(edge.read(lambda: db.session.get_one(Business, business_id)), "own_bank")


def test_a_wrong_note_is_taken_back_once_whoever_presses_how_often(app: Flask, world: World) -> None:
    ids = _ids()
    ref = _note(ids, _came())
    assert (_owed()["Canal Tea"], _came_into_the_bank(ids[0])) == (0, 900)
    answers = at_once(
        app, [lambda: _undo(ids, ref), lambda: _undo(ids, ref, "twice"), lambda: _undo(ids, ref)]
    )
    assert answers == [f"done: {ref}"] * 3
    assert (_owed()["Canal Tea"], _came_into_the_bank(ids[0])) == (900, 0)
    assert (count("partner_reversal"), count("entry", "kind = 'reversal'")) == (1, 1)
    assert _note(ids, _came()) == ref, "the form of the wrong note, sent again, notes nothing new"
    assert _owed()["Canal Tea"] == 900
    assert _note(ids, _came(attempt="try_2")) != ref
    assert _owed()["Canal Tea"] == 0


def test_taking_back_and_noting_at_once_never_pass_what_is_owed(app: Flask, world: World) -> None:
    ids = _ids()
    ref, again = _note(ids, _came()), _came(attempt="try_2")
    answers = at_once(app, [lambda: _undo(ids, ref), lambda: _note(ids, again), lambda: _undo(ids, ref)])
    noted = count("partner_payment") - 1
    assert sum(answer.startswith("done") for answer in answers) == 2 + noted, answers
    assert _owed()["Canal Tea"] == 900 * (1 - noted)


def test_what_is_anothers_is_not_found_and_a_reason_is_asked(world: World) -> None:
    ids = _ids()
    ref = _note(ids, _came())
    for reason in ("", "x" * 301):
        with pytest.raises(Invalid):
            _undo(ids, ref, reason)
    with pytest.raises(NotFound):
        _undo(ids, "ppy_of_somebody_else")
    assert _owed()["Canal Tea"] == 0


def test_the_audit_names_a_note_taken_back_outside_the_books(world: World) -> None:
    ref = _note(_ids(), _came())
    said = "(payment_id, reason, language, undone_by_ref, undone_at)"
    edge.write(
        lambda: db.session.execute(
            sa.text(
                f"INSERT INTO partner_reversal {said} SELECT id, 'x', 'en', 'x', noted_at FROM partner_payment"
            )
        )
    )
    assert "partner_due_differs" in {found.fault for found in edge.read(audit.run)}
    edge.write(lambda: db.session.execute(sa.text("DELETE FROM partner_reversal")))
    _undo(_ids(), ref)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_minor": 901},
        {"amount_minor": 0},
        {"reference": ""},
        {"paid_on": None},
        {"paid_on": date(2027, 1, 1)},
    ],
)
def test_a_wrong_note_is_refused_and_nothing_is_kept(world: World, changes: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        _note(_ids(), _came(**changes))
    assert count("partner_payment") == 0


def test_a_partner_or_programme_that_is_not_there_is_not_found(world: World) -> None:
    for changes in ({"partner": "Nobody"}, {"programme_ref": "prg_of_somebody_else"}, {"attempt": ""}):
        with pytest.raises(NotFound):
            _note(_ids(), _came(**changes))


def test_the_audit_names_a_share_that_is_gone(world: World) -> None:
    edge.write(
        lambda: db.session.execute(sa.text("UPDATE partner_share SET amount_minor = amount_minor + 1"))
    )
    assert "partner_due_differs" in {found.fault for found in edge.read(audit.run)}
    edge.write(
        lambda: db.session.execute(sa.text("UPDATE partner_share SET amount_minor = amount_minor - 1"))
    )


def _text(content: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def test_the_page_shows_it_and_takes_the_note(app: Flask, world: World) -> None:
    desk = browse_as(app, world.owner)
    page = desk.get("/desk/anil/money/partners").get_data(as_text=True)
    assert "Canal Tea" in page
    assert "€9.00" in _text(page)
    data = {
        "programme": edge.read(lambda: db.session.scalars(sa.select(Programme.public_id)).one()), "partner": "Canal Tea", "attempt": "try_9",
        "amount": "9.01", "paid_on": "2026-11-28", "reference": "NL-7",
    }  # fmt: skip
    wrong = desk.post("/desk/anil/money/partners/receipts", data=data)
    assert wrong.status_code == 422
    assert "at most €9.00" in _text(wrong.get_data(as_text=True))
    for _ in range(2):
        assert desk.post("/desk/anil/money/partners/receipts", data=data | {"amount": "9"}).status_code == 303
    assert count("partner_payment") == 1
    assert "NL-7" in desk.get("/desk/anil/money/partners").get_data(as_text=True)


def test_the_page_takes_a_note_back_with_its_reason_and_shows_both(app: Flask, world: World) -> None:
    ref = _note(_ids(), _came())
    desk, address = browse_as(app, world.owner), f"/desk/anil/money/partners/receipts/{ref}/reversal"
    assert address in desk.get("/desk/anil/money/partners").get_data(as_text=True)
    before = _text(desk.get(address).get_data(as_text=True))
    assert "owes you €9.00 again" in before
    assert desk.post(address, data={"reason": " "}).status_code == 422
    assert count("partner_reversal") == 0
    assert desk.post(address, data={"reason": "The bakery paid it"}).status_code == 303
    page = _text(desk.get("/desk/anil/money/partners").get_data(as_text=True))
    for said in ("NL-7", "Taken back", "-€9.00", "The bakery paid it"):
        assert said in page
    assert address not in desk.get("/desk/anil/money/partners").get_data(as_text=True)
    assert "taken back already" in _text(desk.get(address).get_data(as_text=True))
