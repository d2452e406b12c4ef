"""What must be true of a history once everything has come to rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from benchmarks.payouts.simulator.model import Model
from benchmarks.payouts.simulator.script import Script
from benchmarks.payouts.simulator.world import SHOP, World
from payouts.audit import audit
from payouts.ledger import balances
from payouts.money import Money, split
from payouts.operation_rows import operation_of_row
from payouts.operations import Operation, unfinished
from payouts.payout_rounding import whole_multiple
from payouts.tables import provider_op


def outside_checks(world: World, model: Model, script: Script) -> Iterator[str]:
    """What the provider's own records must show, whoever the client was: nothing twice, nothing lost."""
    taken: Counter[str] = Counter()
    charged: dict[str, list[int]] = defaultdict(list)
    for payment in world.outside("payment"):
        if payment["status"] == "succeeded":
            charged[payment["transfer_group"]].append(payment["amount_received"])
            taken[payment["transfer_group"]] += payment["amount_received"]
    captured = dict(model.captures.values())
    for booking, amounts in charged.items():
        if booking in captured and len(amounts) > 1:
            yield f"double_capture {booking} {amounts}"
    tips = {key.replace(":tip:", ":t"): amount for key, (amount, _fans) in model.tips.items()}
    for group, amount in tips.items():
        if len(charged.get(group, [])) > 1:
            yield f"double_tip {group} {charged[group]}"
        if charged.get(group, [amount])[0] != amount:
            yield f"tip_not_whole {group} {charged[group]} {amount}"
    yield from _refunds(world, model)
    yield from _sent(world, model, script)


def _refunds(world: World, model: Model) -> Iterator[str]:
    group_of = {p["id"]: p["transfer_group"] for p in world.outside("payment")}
    disputed = {group_of[d["payment_intent"]] for d in world.outside("dispute")}
    made: dict[str, Counter[int]] = defaultdict(Counter)
    for refund in world.outside("refund"):
        # One that a bank sent back was made all the same; the business holds its money again.
        made[group_of[refund["payment_intent"]]][refund["amount"]] += 1
    promised: dict[str, Counter[int]] = defaultdict(Counter)
    for booking, amount in model.refunds.values():
        promised[booking][amount * factor(world)] += 1
    for booking in {*made, *promised}:
        more, less = made[booking] - promised[booking], promised[booking] - made[booking]
        if more:
            yield f"double_refund {booking} {dict(more)}"
        if less and booking not in disputed:
            yield f"lost_refund {booking} {dict(less)}"


def _sent(world: World, model: Model, script: Script) -> Iterator[str]:
    """Everybody was sent everything that was due, once, and the bank had it once."""
    sent = sent_to(world)
    multiple = whole_multiple(world.currency)
    for fan in script.fans:
        due = max(model.booked(f"payable:{fan}") + tips_of(world, model, fan), 0)
        debts = -sum(amount for amount in model.moved[f"payable:{fan}"].values() if amount < 0)
        if sent[fan] > due + debts:
            yield f"double_transfer {fan} {sent[fan]} of {due}"
        elif due - sent[fan] >= multiple:
            yield f"lost_transfer {fan} {sent[fan]} of {due}"
    for account in world.outside("account"):
        fan = account["metadata"].get("owner_ref", "")
        paid = [p["amount"] for p in world.outside("payout", account["id"]) if p["status"] == "paid"]
        to_bank = sum(paid) // factor(world)
        if to_bank != sent[fan]:
            yield f"{'double' if to_bank > sent[fan] else 'lost'}_payout {fan} {to_bank} of {sent[fan]}"


def sent_to(world: World) -> Counter[str]:
    """What stayed in each fan's account at the provider or went on from there, in our minor units."""
    owner = {a["id"]: a["metadata"].get("owner_ref", "") for a in world.outside("account")}
    sent: Counter[str] = Counter()
    for transfer in world.outside("transfer"):
        sent[owner[transfer["destination"]]] += (transfer["amount"] - transfer["amount_reversed"]) // factor(
            world
        )
    return sent


def tips_of(world: World, model: Model, fan: str) -> int:
    """What a fan must have got in tips that were really charged, in minor units."""
    charged = {p["transfer_group"] for p in world.outside("payment") if p["status"] == "succeeded"}
    total = 0
    for key, (amount, fans) in model.tips.items():
        if key.replace(":tip:", ":t") in charged:
            parts = split(Money(amount, world.currency), [weight for _fan, weight in fans])
            total += sum(part.amount_minor for (who, _w), part in zip(fans, parts, strict=True) if who == fan)
    return total


def inside_checks(world: World, model: Model, script: Script) -> Iterator[str]:
    """What the books must show: sound, equal to the provider and to the model, and nothing open."""
    with world.engine.begin() as connection:
        yield from (f"audit {finding}" for finding in audit(connection))
        books: dict[str, int] = defaultdict(int)
        for line in balances(connection, SHOP):
            books[line.code] += line.amount.amount_minor
        left = unfinished(connection, planned_before=world.now, limit=100)
        ops = [operation_of_row(row) for row in connection.execute(sa.select(provider_op))]
    yield from (f"unresolved {operation.key} {operation.state} {operation.error_code}" for operation in left)
    yield from _foreign(world, ops)
    balance = world.provider.balances().get(world.currency)
    available = balance.available.amount_minor if balance else 0
    pending = balance.pending.amount_minor if balance else 0
    if (available, pending) != (books["provider_available"], books["provider_pending"]):
        yield f"provider_differs {available} {pending} {books['provider_available']} {books['provider_pending']}"
    yield from _people(world, model, script, books)
    for account, expected in expected_balances(world, model, script).items():
        if books[account] != expected:
            yield f"balance_differs {account} {books[account]} expected {expected}"


def _people(world: World, model: Model, script: Script, books: dict[str, int]) -> Iterator[str]:
    """What each fan was promised has been sent, but for what no bank takes and what is owed back."""
    sent = sent_to(world)
    for fan in script.fans:
        kept = sum(books[f"{name}:{fan}"] for name in ("payable", "tips_payable", "carried", "carried_tips"))
        if not 0 <= kept < whole_multiple(world.currency):
            yield f"balance_differs payable:{fan} {kept} is left"
        promised = model.booked(f"payable:{fan}") + tips_of(world, model, fan)
        if promised != sent[fan] + kept - books[f"receivable:{fan}"]:
            yield f"pay_differs {fan} promised {promised} sent {sent[fan]} kept {kept} owes {books[f'receivable:{fan}']}"
        if books[f"recovering:{fan}"] or books[f"in_transit:{fan}"]:
            yield f"balance_differs {fan} is still being sent or asked back"


def note_losses(world: World, model: Model) -> None:
    """Tell the model how lost disputes were borne; that the parts add up is the audit's to say."""
    with world.engine.begin() as connection:
        rows = connection.execute(
            sa.text(
                "SELECT n.key, a.code, a.normal_sign * p.amount_minor FROM entry n JOIN posting p ON p.entry_id = n.id "
                "JOIN ledger_account a ON a.id = p.ledger_account_id WHERE n.kind IN ('dispute_lost', 'clawback')"
            )
        ).all()
    for key, code, grown in rows:
        name, _, ref = code.partition(":")
        match name:
            case "held":
                model.moved[code][key] = grown
            case "payable" | "tips_payable":
                model.moved[f"payable:{ref}"][f"{key}:{name}"] = grown
            case "receivable":
                model.moved[f"payable:{ref}"][f"{key}:{name}"] = -grown


def expected_balances(world: World, model: Model, script: Script) -> dict[str, int]:
    """What the accounts of bookings and people ought to hold, from the promises and the provider's truth."""
    expected: dict[str, int] = defaultdict(int)
    for account in list(model.moved):
        expected[account] += model.booked(account)
    for payment in world.outside("payment"):
        if payment["status"] == "succeeded" and payment["capture_method"] == "manual":
            expected[f"held:{payment['transfer_group']}"] += payment["amount_received"] // factor(world)
    group_of = {p["id"]: p["transfer_group"] for p in world.outside("payment")}
    for refund in world.outside("refund"):
        if refund["status"] == "failed":
            continue
        expected[f"held:{group_of[refund['payment_intent']]}"] -= refund["amount"] // factor(world)
    for fan in script.fans:
        expected.pop(f"payable:{fan}", None)
    return {account: amount for account, amount in expected.items() if not account.startswith("taken:")}


def _foreign(world: World, ops: list[Operation]) -> Iterator[str]:
    """Everything at the provider belongs to one operation, and every operation that is done to one object."""
    known = Counter(o.object_id for o in ops if o.object_id and o.intent.verb not in ("capture", "void"))
    made: list[dict[str, Any]] = []
    for kind in ("payment", "refund", "transfer", "reversal", "top_up", "account"):
        made += world.outside(kind)
    for account in world.outside("account"):
        made += world.outside("payout", account["id"])
    for body in made:
        if known[body["id"]] != 1:
            yield f"foreign {body['id']} known {known[body['id']]} times"


def factor(world: World) -> int:
    """What one minor unit of ours is called at the provider."""
    return Money(0, world.currency).unit.provider_factor
