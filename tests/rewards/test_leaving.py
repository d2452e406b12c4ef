"""Money that no bank will take does not keep a person for ever, and not a cent of it is lost when they go."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Invalid, MarketplaceError, Refused
from marketplace.identity import erasure
from marketplace.identity.models import Identity
from marketplace.rewards import treasury
from marketplace.rewards.models import Cause, Earning
from marketplace.rewards.treasury import Left
from marketplace.superfans.models import Superfan
from payouts import flows, recipients
from payouts.ledger import Entry, post
from payouts.money import Money
from payouts.tables import payout, provider_op, recipient
from tests.gigs.worlds import World, run_due
from tests.rewards.worlds import ENDS_AT, complete, count, world_at_work

PAY = 6000


def _fan() -> Superfan:
    return db.session.scalars(sa.select(Superfan)).one()


def _balance(code: str) -> int:
    query = sa.text(
        "SELECT coalesce(sum(p.amount_minor), 0) FROM posting p JOIN ledger_account a ON a.id = p.ledger_account_id "
        "WHERE a.code LIKE :code AND a.currency = 'EUR'"
    )
    return edge.read(lambda: int(db.session.execute(query, {"code": code}).scalar_one()))


def _left(clock: SteppedClock) -> list[Left]:
    return edge.read(lambda: treasury.left_to(erasure.person_of(_fan().identity).refs, clock.now()))


def _against(clock: SteppedClock) -> list[str]:
    found: Callable[[], list[MarketplaceError]] = lambda: erasure.hindrances(_fan().identity, clock.now())  # noqa: E731
    return [reason.code for reason in edge.read(found)]


def _leave(clock: SteppedClock, way: str, amount_minor: int, cause: str = "") -> None:
    def work() -> None:
        (left,) = treasury.left_to(erasure.person_of(_fan().identity).refs, clock.now())
        treasury.leave(way, left, amount_minor, cause, clock.now())

    edge.write(work)


def _without_account() -> None:
    edge.write(lambda: db.session.execute(sa.update(recipient).values(account_id=None)))


def _earned(clock: SteppedClock, **fan: Any) -> World:
    """Work is done and paid for, and its hold time is over; nobody has been paid on any day."""
    world, ref = world_at_work(fan={"payout_day": "on_demand"} | fan)
    complete(ref)
    clock.move_to(ENDS_AT + timedelta(hours=1))
    run_due(clock.now())
    return world


def _matured(clock: SteppedClock) -> None:
    clock.move_to(ENDS_AT + timedelta(days=3))
    run_due(clock.now())


def test_what_no_bank_will_take_is_left_to_the_business_and_the_person_goes(
    app: Flask, clock: SteppedClock
) -> None:
    _earned(clock)
    _without_account()
    _matured(clock)
    for _ in range(3):
        clock.advance(days=30)
        run_due(clock.now())
    assert (count("payout"), _against(clock)) == (0, ["money_owed"]), "it would stay so for ever"
    _leave(clock, "gift", PAY)
    assert _against(clock) == []
    assert (_balance("payable:%"), _balance("revenue")) == (0, -PAY)
    assert edge.read(lambda: db.session.scalars(sa.select(Earning.state)).one()) == "given"
    edge.write(lambda: erasure.erase(_fan().identity, clock.now()))
    clock.advance(days=10)
    run_due(clock.now())
    assert count("payout") == 0
    assert edge.read(audit.run) == []


def test_it_may_go_to_a_cause_whole_tips_included(app: Flask, clock: SteppedClock) -> None:
    world = _earned(clock)
    ref = edge.read(lambda: _fan().public_id)
    edge.write(lambda: _tip(world, ref, 501, clock))
    _without_account()
    _matured(clock)
    (left,) = _left(clock)
    assert left.due_minor == PAY + 501
    for cause in ("", "  ", "x" * 81):
        with pytest.raises(Invalid):
            _leave(clock, "donation", PAY + 501, cause)
    _leave(clock, "donation", PAY + 501, " Trees  for Amsterdam ")
    ref, name = edge.read(lambda: db.session.execute(sa.select(Cause.public_id, Cause.name)).one())
    assert name == "Trees for Amsterdam"
    assert _balance(f"charity_payable:{ref}") == -(PAY + 501)
    assert (_balance("payable:%"), _balance("tips_payable:%"), _left(clock)) == (0, 0, [])
    # The tip was booked by hand: that no payment of the customer stands behind it is found, and nothing else.
    found = {(f.invariant, f.fault) for f in edge.read(audit.run) if f.invariant != 8}
    assert found <= {(9, "booked_by_hand"), (9, "provider_differs")}


def _tip(world: World, fan_ref: str, amount_minor: int, clock: SteppedClock) -> None:
    """A tip that was taken before the test began."""
    from payouts.ledger import chart, credit, debit

    amount = Money(amount_minor, "EUR")
    postings = (debit(chart.PROVIDER_AVAILABLE, amount), credit(chart.tips_payable(fan_ref), amount))
    post(
        db.session,
        Entry(world.business.public_id, "tip:1", "tip", "bkg_1", clock.now(), postings),
        at=clock.now(),
    )


@pytest.mark.parametrize("amount_minor", [PAY - 1, PAY + 1, 1, 0])
def test_only_the_very_amount_that_was_confirmed_is_given_away(
    app: Flask, clock: SteppedClock, amount_minor: int
) -> None:
    _earned(clock)
    _without_account()
    _matured(clock)
    with pytest.raises(Refused) as refusal:
        _leave(clock, "gift", amount_minor)
    assert refusal.value.code == "owed_changed"
    assert (_balance("payable:%"), _balance("revenue")) == (-PAY, 0)


def test_nothing_is_given_away_twice(app: Flask, clock: SteppedClock) -> None:
    _earned(clock)
    _without_account()
    _matured(clock)
    (left,) = _left(clock)
    edge.write(lambda: treasury.leave("gift", left, PAY, "", clock.now()))
    with pytest.raises(Refused):
        edge.write(lambda: treasury.leave("gift", left, PAY, "", clock.now()))
    assert (_balance("payable:%"), _balance("revenue")) == (0, -PAY)


def test_what_is_still_held_waits_for_its_time(app: Flask, clock: SteppedClock) -> None:
    _earned(clock)
    (left,) = _left(clock)
    assert (left.due_minor, left.held_minor) == (0, PAY)
    assert left.held_until_at == ENDS_AT + timedelta(hours=24)
    with pytest.raises(Refused):
        _leave(clock, "gift", PAY)
    assert _against(clock) == ["money_owed"]


def test_a_payout_can_be_asked_for_below_the_least_amount(app: Flask, clock: SteppedClock) -> None:
    world = _earned(clock)
    _matured(clock)
    business_ref, ref = world.business.public_id, edge.read(lambda: _fan().public_id)
    day = clock.now().date()
    edge.write(
        lambda: recipients.set_recipient(
            db.session, business_ref, ref, schedule="on_demand", on=day, least_minor=PAY + 1
        )
    )
    assert edge.write(lambda: treasury.demand(_fan(), clock.now())) == 0
    assert edge.write(lambda: treasury.send(_fan(), clock.now())) == 1
    run_due(clock.now())
    assert count("payout", "state = 'paid'") == 1
    assert (_against(clock), edge.read(audit.run)) == ([], [])


def test_an_account_that_the_provider_refused_is_asked_for_again(app: Flask, clock: SteppedClock) -> None:
    _earned(clock)
    _without_account()
    edge.write(
        lambda: db.session.execute(
            sa.update(provider_op).where(provider_op.c.verb == "recipient").values(state="refused")
        )
    )
    _matured(clock)
    assert edge.write(lambda: treasury.send(_fan(), clock.now())) == 0
    run_due(clock.now())
    clock.advance(hours=2)
    assert edge.write(lambda: treasury.send(_fan(), clock.now())) == 1
    run_due(clock.now())
    assert count("payout", "state = 'paid'") == 1


def test_what_the_person_owes_is_taken_off_first(app: Flask, clock: SteppedClock) -> None:
    world = _earned(clock)
    _without_account()
    _matured(clock)
    ref, at = edge.read(lambda: _fan().public_id), clock.now()
    owes = flows.customer_compensated("cus_1", Money(1000, "EUR"), by_fan=ref)
    entry = Entry(world.business.public_id, "apology:1", "apology", "bkg_1", at, owes)
    edge.write(lambda: post(db.session, entry, at=at))
    (left,) = _left(clock)
    assert left.due_minor == PAY - 1000
    _leave(clock, "gift", PAY - 1000)
    assert (_balance("payable:%"), _balance("receivable:%"), _balance("revenue")) == (0, 0, -(PAY - 1000))
    assert (_against(clock), edge.read(audit.run)) == ([], [])


def test_debts_that_eat_the_whole_pay_are_settled_by_going(app: Flask, clock: SteppedClock) -> None:
    world = _earned(clock)
    _without_account()
    _matured(clock)
    ref, at = edge.read(lambda: _fan().public_id), clock.now()
    owes = flows.customer_compensated("cus_1", Money(PAY + 500, "EUR"), by_fan=ref)
    entry = Entry(world.business.public_id, "apology:1", "apology", "bkg_1", at, owes)
    edge.write(lambda: post(db.session, entry, at=at))
    assert _against(clock) == []
    edge.write(lambda: erasure.erase(_fan().identity, clock.now()))
    # Whoever is gone cannot be asked: what is left is the business's loss, and its owner is told.
    assert (_balance("payable:%"), _balance("receivable:%"), _balance("debt_loss")) == (0, 0, 500)
    assert count("notification", "code = 'rewards.debt_borne'") == 1
    assert edge.read(audit.run) == []


def test_odd_cents_that_a_bank_did_not_take_are_not_forgotten(app: Flask, clock: SteppedClock) -> None:
    world = _earned(clock)
    _without_account()
    _matured(clock)
    ref, at = edge.read(lambda: _fan().public_id), clock.now()
    kept = flows.carried_over(ref, Money(PAY, "EUR"), is_tip=False)
    edge.write(
        lambda: post(
            db.session, Entry(world.business.public_id, "odd:1", "carried_over", ref, at, kept), at=at
        )
    )
    assert _against(clock) == ["money_owed"], "all of it lies where a bank has left it, and is the person's"
    _leave(clock, "gift", PAY)
    assert (_balance("carried:%"), _balance("payable:%"), _balance("revenue")) == (0, 0, -PAY)
    assert (_against(clock), edge.read(audit.run)) == ([], [])


def test_store_credit_is_not_lost_without_a_word(app: Flask, clock: SteppedClock) -> None:
    _earned(clock, reward_kind="store_credit")
    assert _against(clock) == ["credit_left"]
    with pytest.raises(Refused):
        _leave(clock, "credit", 6599)
    _leave(clock, "credit", 6600)
    assert _against(clock) == []
    assert (_balance("credit_backing"), _balance("revenue")) == (0, -6600)
    assert edge.read(audit.run) == []


def test_money_that_lies_with_the_provider_for_its_owner_keeps_nobody(
    app: Flask, clock: SteppedClock
) -> None:
    """The transfer was made, the bank refuses day by day: the business has nothing of it any more."""
    _earned(clock)
    _matured(clock)
    assert edge.write(lambda: treasury.send(_fan(), clock.now())) == 1
    run_due(clock.now())
    assert count("payout", "state = 'paid'") == 1

    def bank_refused() -> None:
        ref = edge_ref()
        db.session.execute(sa.update(payout).values(state="transferred", ended_at=None))
        db.session.execute(
            sa.update(provider_op).where(provider_op.c.verb == "payout").values(state="refused")
        )
        back = tuple((-p.amount, p.account) for p in flows.paid_out(ref, Money(PAY, "EUR")))
        from payouts.ledger import Posting

        business_ref = db.session.scalar(sa.select(payout.c.business_ref))
        lines = tuple(Posting(account, amount) for amount, account in back)
        entry = Entry(str(business_ref), "returned:1", "returned", "pay_1", clock.now(), lines)
        post(db.session, entry, at=clock.now())

    def edge_ref() -> str:
        return _fan().public_id

    edge.write(bank_refused)
    (left,) = _left(clock)
    assert (left.beyond_minor, left.moving_minor, left.keeps) == (PAY, 0, False)
    assert _against(clock) == []


def _browser(site: Flask, person: Identity) -> FlaskClient:
    site.config["WTF_CSRF_ENABLED"] = False
    client = site.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = person.fs_uniquifier, True
        session["fs_paa"] = time.time()
    return client


def _text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


def test_a_person_finds_the_way_out_from_their_own_page(site: Flask, clock: SteppedClock) -> None:
    _earned(clock)
    _without_account()
    _matured(clock)
    browser = _browser(site, edge.read(lambda: _fan().identity))
    page = _text(browser.get("/account/erasure"))
    assert "still has €60.00 of yours" in page
    assert '<a href="/account/owed">See what you can do</a>' in page
    owed = _text(browser.get("/account/owed"))
    assert "Añil Roasters" in owed
    assert "€60.00 is due to you." in owed
    (address,) = {a.replace("&amp;", "&") for a in re.findall(r'href="(/account/owed/gift[^"]*)"', owed)}
    confirm = _text(browser.get(address))
    assert "Añil Roasters keeps €60.00 that you have earned." in confirm
    data = dict(re.findall(r'name="(business|owner|currency|amount_minor)"[^>]*value="([^"]*)"', confirm))
    assert data["amount_minor"] == "6000"
    assert browser.post("/account/owed/gift", data=data).status_code == 422, "not without the tick"
    assert _balance("payable:%") == -PAY
    stale = browser.post("/account/owed/gift", data=data | {"understood": "y", "amount_minor": "5999"})
    assert stale.status_code == 409
    assert "The amount has changed meanwhile" in _text(stale)
    assert 'name="amount_minor" value="6000"' in _text(stale)
    done = browser.post("/account/owed/gift", data=data | {"understood": "y"}, follow_redirects=True)
    assert "Nothing. No business has money of yours." in _text(done)
    assert "First settle this" not in _text(browser.get("/account/erasure"))


def test_nobody_gives_away_what_is_anothers(site: Flask, clock: SteppedClock) -> None:
    from tests.gigs.worlds import make_identity

    _earned(clock)
    _without_account()
    _matured(clock)
    (left,) = _left(clock)
    stranger = _browser(site, edge.write(lambda: make_identity("Eve")))
    data = {
        "business": left.business.public_id, "owner": left.owner_ref, "currency": "EUR", "amount_minor": "6000",
        "understood": "y",
    }  # fmt: skip
    for way in ("gift", "donation", "credit", "elsewhere"):
        assert stranger.post(f"/account/owed/{way}", data=data | {"cause": "me"}).status_code == 404
    assert _balance("payable:%") == -PAY
    assert site.test_client().get("/account/owed").status_code in (302, 303, 401)
