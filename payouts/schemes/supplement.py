"""What is earned later than the rest: the lines by which a better-informed evaluation is above an earlier one."""

from __future__ import annotations

from payouts.money import Money, zero
from payouts.schemes.document import CASH_TYPES
from payouts.schemes.evaluation import Evaluation, Line


def supplement(before: Evaluation, after: Evaluation) -> Evaluation:
    """Work out what is still to be given once more is known of a gig.

    Parameters
    ----------
    before : Evaluation
        Everything given so far, by the same scheme.
    after : Evaluation
        With what has become known since, such as a rating.

    Returns
    -------
    Evaluation
        A line for each component that rose, by how much. What others fell by (a floor that has less to make
        up) comes off these lines first, in their order, so that pay, store credit and points each grow by
        exactly their difference, and by nothing where that is below zero: what was given stays given. Perks
        are left out: they are claimed. Its platform fee is zero.
    """
    had = {line.code: line for line in before.lines if line.type != "perk"}
    now = {line.code: line for line in after.lines if line.type != "perk"}
    fell: dict[tuple[str, bool], int] = {}
    for code, line in had.items():
        left = now[code].amount.amount_minor if code in now else 0
        less = line.amount.amount_minor - left
        if less > 0:
            fell[_group(line)] = fell.get(_group(line), 0) + less
    lines = []
    for code, line in now.items():
        more = line.amount.amount_minor - (had[code].amount.amount_minor if code in had else 0)
        if more <= 0:
            continue
        taken = min(more, fell.get(_group(line), 0))
        fell[_group(line)] = fell.get(_group(line), 0) - taken
        if more > taken:
            lines.append(line._replace(amount=Money(more - taken, line.amount.currency)))
    return Evaluation(after.currency, tuple(lines), zero(after.currency))


def _group(line: Line) -> tuple[str, bool]:
    return line.amount.currency, line.type in CASH_TYPES
