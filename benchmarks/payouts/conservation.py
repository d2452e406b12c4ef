"""Whole histories of bookings, seeded, in 0, 2 and 3 decimals, and not one minor unit lost: `python -m benchmarks.payouts.conservation`.

Each example is one booking: authorised, captured whole or in part, tipped, refunded in several parts, divided among fans in the kinds they chose,
with perks, credit, points, fees, disputes won and lost, and sent. Every entry is made by `payouts.flows`, and beside the ledger's own
balance each example is held to sums reckoned from its inputs alone: what came in is what everybody got, or it is still there.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from benchmarks.payouts.lived_books import BOOKING, NOON, History, Lost
from payouts import flows
from payouts.cancellation import CancellationFacts, cancellation_policy, settle_cancellation
from payouts.ledger import chart
from payouts.money import Money, next_split, share_bps, split, total
from payouts.schemes import Share, apply_choice, scheme_from_document

PROGRAMME, DISPUTE = "prg", "dsp"
POLICIES = ("single_day_7d", "single_day_24h", "multi_day_30d", "free")


def history(seed: int) -> History:
    """Live one booking through; raises `Lost` where money is lost or made."""
    h = History(seed)
    _fund_and_capture(h)
    for _ in range(h.rng.randint(0, 3)):
        _tip(h)
    if h.rng.random() < 0.4:
        _refund_in_parts(h)
    if h.rng.random() < 0.25:
        _cancel(h)
    else:
        _fulfil(h)
    if h.rng.random() < 0.3:
        _take_back(h)
    if h.rng.random() < 0.3:
        _dispute(h)
    for fan in h.fans:
        _send(h, fan)
    _conserved(h)
    return h


def _fund_and_capture(h: History) -> None:
    h.funded = h.money(10**8)
    h.post("budget_funding", flows.budget_funded(PROGRAMME, h.funded))
    agreed = h.money(99_999_999)
    taken = agreed if h.rng.random() < 0.7 else h.money(agreed.amount_minor)
    h.post("authorise", flows.authorised(BOOKING, agreed))
    h.post("plan", flows.authorisation_in_use(BOOKING, agreed))
    fee = min(share_bps(taken, 290) + Money(30, h.code), taken)
    ended = flows.authorisation_ended(BOOKING, agreed)
    h.post("capture", (*ended, *flows.captured(BOOKING, taken, fee=fee, is_available=h.rng.random() < 0.5)))
    h.paid_in, h.provider_kept = h.paid_in + taken, h.provider_kept + fee


def _tip(h: History) -> None:
    tip = h.money(10**6)
    fee = min(share_bps(tip, 290), tip)
    before = h.holds("tips_payable")
    h.post("tip", flows.tipped(tip, list(zip(h.fans, h.weights, strict=True)), fee=fee, is_available=True))
    h.must("a tip reaches the fans whole", h.holds("tips_payable") - before, tip)
    h.paid_in, h.tips, h.provider_kept = h.paid_in + tip, h.tips + tip, h.provider_kept + fee


def _refund_in_parts(h: History) -> None:
    """Several refunds, each divided over the same lines; together they are what one would be."""
    lines = [h.rng.randint(0, 50) for _ in range(h.rng.randint(1, 6))] + [1]
    so_far, given = h.none, [h.none] * len(lines)
    for _ in range(h.rng.randint(1, 6)):
        left = h.holds("held").amount_minor
        if left < 1:
            break
        part = h.money(left)
        parts = next_split(so_far, part, lines)
        h.must("a refund's lines", total(parts, h.code), part)
        given = [a + b for a, b in zip(given, parts, strict=True)]
        so_far += part
        _refund(h, part)
    if tuple(given) != split(so_far, lines):
        raise Lost("partial refunds drifted from one refund of the same")


def _refund(h: History, amount: Money) -> None:
    h.post("refund:plan", flows.refund_set_aside(BOOKING, amount))
    h.post("refund", flows.refunded(BOOKING, amount))
    h.refunded += amount


def _cancel(h: History) -> None:
    price, notice = h.holds("held"), dt.timedelta(hours=h.rng.randint(0, 900))
    by: Any = h.rng.choice(("customer", "fan", "business", "nobody"))
    booked_at = NOON - dt.timedelta(hours=h.rng.randint(0, 900))
    facts = CancellationFacts(price, booked_at, NOON + notice, NOON, by, False, h.money(10**6))
    found = settle_cancellation(cancellation_policy(h.rng.choice(POLICIES)), facts)
    h.must("a cancelled price", found.refund + found.to_fan + found.kept, price)
    if found.to_fan + found.kept:
        shares = dict(zip(h.fans, split(found.to_fan, h.weights), strict=True))
        h.post("forfeit", flows.forfeited(BOOKING, to_fans=shares, kept=found.kept))
    if found.refund:
        _refund(h, found.refund)
    if found.fan_compensation:
        h.post("compensation", flows.fan_compensated(h.fans[0], found.fan_compensation))
    if found.customer_compensation:
        by_fan = h.fans[0] if found.compensated_by == "fan" else None
        h.post("compensation", flows.customer_compensated("cus", found.customer_compensation, by_fan=by_fan))


def _fulfil(h: History) -> None:
    """The fans are paid out of price and budget, each in the kinds they chose; fee and rest are the business's."""
    held = h.holds("held")
    fee = share_bps(held, h.rng.randint(0, 3000))
    from_price = share_bps(held - fee, h.rng.randint(0, 10_000))
    pay = from_price + h.money(10**6)
    scheme = scheme_from_document(
        {"schema": 1, "currency": h.code, "terms": "paid", "components": [{"code": "gig", "type": "per_gig", "amount_minor": 1}],
         "choices": [{"kind": "money"}, {"kind": "store_credit", "bonus_bps": h.rng.randint(0, 2500)},
                     {"kind": "donation", "causes": ["river"]}, {"kind": "perk"}, {"kind": "discount_code", "bonus_bps": 1000}]}
    )  # fmt: skip
    pays, prices = split(pay, h.weights), split(from_price, h.weights)
    h.must("pay of the fans", total(pays, h.code), pay)
    for fan, own, bears in zip(h.fans, pays, prices, strict=True):
        kinds = h.rng.sample(
            ("money", "store_credit", "donation", "perk", "discount_code"), h.rng.randint(1, 3)
        )
        shares = [Share(kind, h.rng.randint(1, 9), "river" if kind == "donation" else None) for kind in kinds]  # type: ignore[arg-type]
        chosen = apply_choice(scheme, own, shares)
        h.must("parts of a fan's pay", total((p.cash for p in chosen), h.code), own)
        perks = h.money(5000) if h.rng.random() < 0.3 else h.none
        cost = total((p.cash + p.uplift for p in chosen), h.code) + perks
        if not cost:
            continue
        bears = min(bears, cost)
        covered = min(cost - bears, h.holds("budget"))
        points = Money(h.rng.randint(1, 50), "PTS") if h.rng.random() < 0.3 else None
        h.post("earning", flows.earned(
            fan_ref=fan, programme_ref=PROGRAMME, parts=chosen, currency=h.code, from_booking=bears, booking_ref=BOOKING,
            covered=covered, perks=perks, points=points))  # fmt: skip
    left = h.holds("held")
    if left:
        fee = min(fee, left)
        h.post("close", flows.booking_closed(BOOKING, platform_fee=fee, rest=left - fee))


def _take_back(h: History) -> None:
    """After the work a part goes back: from what the fans have, as a debt, and from the business."""
    amount = h.money(10**5)
    of_fans, own = split(amount, [h.rng.randint(0, 5), 1])
    for fan, part in zip(h.fans, split(of_fans, h.weights), strict=True):
        if part:
            payable = Money(h.sums[chart.payable(fan).code, h.code], h.code)
            h.post("take_back", flows.taken_back(BOOKING, fan, part, payable=payable))
    if own:
        h.post("give_back", flows.given_back(BOOKING, own))
    _refund(h, amount)


def _dispute(h: History) -> None:
    amount, fee = h.money(10**5), Money(1500, h.code)
    h.post("dispute", flows.dispute_withdrawn(DISPUTE, amount))
    h.post("dispute_fee", flows.dispute_fee(fee))
    h.provider_kept += fee
    if h.rng.random() < 0.5:
        h.post("dispute_won", flows.dispute_won(DISPUTE, amount))
        return
    h.disputed += amount
    from_held = min(amount, h.holds("held"))
    of_fans, borne = split(amount - from_held, [h.rng.randint(0, 5), 1])
    for fan, part in zip(h.fans, split(of_fans, h.weights), strict=True):
        pay = min(part, Money(h.sums[chart.payable(fan).code, h.code], h.code))
        if part:
            h.post(
                "clawback",
                flows.clawed_back(
                    fan, pay=pay, tips=h.none, debt=part - pay, to=chart.dispute_claim(DISPUTE)
                ),
            )
    if from_held + borne:
        h.post("dispute_lost", flows.dispute_lost(DISPUTE, BOOKING, from_held=from_held, borne=borne))


def _send(h: History, fan: str) -> None:
    """Debts are settled from pay and never from tips; the rest goes out whole."""
    debt = Money(h.sums[chart.receivable(fan).code, h.code], h.code)
    pay = Money(h.sums[chart.payable(fan).code, h.code], h.code)
    if netted := min(debt, pay):
        h.post("netting", flows.debt_netted(fan, netted))
        pay -= netted
    tips = Money(h.sums[chart.tips_payable(fan).code, h.code], h.code)
    if h.rng.random() < 0.3 or not pay + tips:
        return
    h.post("transfer:plan", flows.transfer_set_aside(fan, pay=pay, tips=tips))
    h.post("transfer", flows.transferred(fan, pay + tips))
    h.post("payout", flows.paid_out(fan, pay + tips))
    h.sent += pay + tips


def _conserved(h: History) -> None:
    """Reckon from the inputs alone what must be where."""
    at_provider = h.holds("provider_pending", "provider_available")
    came, went = h.paid_in + h.funded, h.refunded + h.sent + h.provider_kept + h.disputed
    h.must("what is at the provider", at_provider, came - went)
    owed = h.holds(
        "held", "refund_due", "payable", "tips_payable", "in_transit", "charity_payable", "perk_reserve"
    )
    owed += h.holds("discount_reserve", "credit_backing")
    own = h.holds("revenue", "platform_fee", "budget", "budget_applied")
    spent = h.holds("reward_expense", "compensation_expense", "provider_fees", "dispute_fees", "dispute_loss")
    due = h.holds("receivable", "dispute_claim")
    h.must("everybody's part", owed + own, at_provider + spent + due)
    h.must(
        "store credit and what backs it",
        h.holds("credit", unit=f"{h.code}.CREDIT"),
        h.holds("credit_backing"),
    )
    h.must(
        "nothing is left half done", h.holds("refund_due", "in_transit", "dispute_claim", "capturing"), h.none
    )
    h.must("the budget and what was used of it", h.holds("budget", "budget_applied"), h.funded)


def run(seeds: range) -> tuple[Counter[str], list[str]]:
    """Live many; gives what happened by sort of entry, and what was lost."""
    seen: Counter[str] = Counter()
    lost = []
    for seed in seeds:
        try:
            lived = history(seed)
        except Exception as error:  # whatever stops a history halfway loses it
            lost.append(f"seed {seed}: {error.__class__.__name__}: {error}")
            continue
        seen.update(entry.kind for entry in lived.entries)
        seen[f"in {lived.none.unit.exponent} decimals"] += 1
    return seen, lost


def main() -> int:
    """Live all, on all cores."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.payouts.conservation")
    parser.add_argument("--examples", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    began, step = time.perf_counter(), max(1, options.examples // 50)
    ends = options.seed + options.examples
    pieces = [range(n, min(n + step, ends)) for n in range(options.seed, ends, step)]
    seen: Counter[str] = Counter()
    lost: list[str] = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for kinds, found in pool.map(run, pieces):
            seen.update(kinds)
            lost += found
    print(f"{options.examples} histories in {time.perf_counter() - began:.0f} s: {len(lost)} losses (bar: 0)")
    print(", ".join(f"{kind} {number}" for kind, number in sorted(seen.items())))
    print(*lost[:10], sep="\n")
    return 1 if lost else 0


if __name__ == "__main__":
    raise SystemExit(main())
