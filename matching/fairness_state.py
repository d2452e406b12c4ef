"""Fairness carried from round to round: what each fan is short of, fading with a half-life.

All functions are pure, over arrays with one place for each fan in an order that the caller keeps. Amounts are whole
thousandths of a gig, so that the same rounds give the same numbers on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import isqrt

import numpy as np

from matching.checks import check_whole
from matching.errors import InvalidProblem
from matching.fairness_round import RoundOutcome
from matching.fairness_rules import FULL, MOST_AMOUNT, PAR, FairnessRules, Flags, Int64

WHOLE = 10**6
"""Everything that was due, in the parts in which ``lasting`` is counted."""
HOURS_LEAST, HOURS_MOST = 500, 2000
_BITS = 30


@dataclass(frozen=True, slots=True)
class FairnessState:
    """What the caller keeps between rounds.

    Parameters
    ----------
    short : int64[n]
        By how many thousandths of a gig each fan is short of the target share; below 0 for who got more.
    due : int64[n]
        The target share itself, fading in the same way.
    lasting : int64[n]
        Which part of what was due each fan has been short of, averaged over the rounds so far, in millionths; the
        past fades from it with the same half-life.
    is_known : bool[n]
        Who has declared hours in a round before, and so is no newcomer any more.
    """

    short: Int64
    due: Int64
    lasting: Int64
    is_known: Flags

    @classmethod
    def fresh(cls, fans: int) -> FairnessState:
        """Return the state before the first round."""
        nothing = np.zeros(fans, dtype=np.int64)
        return cls(nothing, nothing, nothing, np.zeros(fans, dtype=np.bool_))

    def with_more(self, fans: int) -> FairnessState:
        """Return the state with that many people added at the end, of whom nothing is known."""
        added = FairnessState.fresh(fans)
        columns = (
            np.concatenate([getattr(self, one.name), getattr(added, one.name)]) for one in fields(self)
        )
        return FairnessState(*columns)


def carry_over(
    state: FairnessState, outcome: RoundOutcome, *, elapsed_minutes: int, rules: FairnessRules
) -> FairnessState:
    """Return the state after a round.

    Parameters
    ----------
    state : FairnessState
        Before it.
    outcome : RoundOutcome
        Who declared what and who got what.
    elapsed_minutes : int
        Time since the round before.
    rules : FairnessRules
        Half-life and credit.

    Returns
    -------
    FairnessState
        Old shortfalls fade; then everyone is due a part of what the round gave, by counted minutes, and has had
        what they got. Who is away is due nothing and owes nothing: nothing builds up, and the past fades, so that
        they are neither starved nor flooded when they are back. A newcomer is credited once with
        ``newcomer_credit`` of the round's share, for rounds that passed before they could be served.

    Raises
    ------
    InvalidProblem
        If the outcome is about another number of fans.

    Notes
    -----
    The average moves slowly, so that who is asked does not swing with every single gig: that, and not the turn
    itself, is what made evenness dear. In it the shortfall of who declared half the usual hours weighs double (a gig
    is twice the part of what they are due), of who declared twice as many half, and no further either way.
    """
    if state.short.shape != outcome.minutes.shape:
        raise InvalidProblem("outcome", "must be about the same fans as the state")
    rested = after_rest(state, elapsed_minutes, rules)
    due = _shares(int(outcome.got.sum()), outcome.minutes)
    is_here = outcome.minutes > 0
    is_new = outcome.is_newcomer & ~state.is_known & is_here
    credit = np.where(is_new, due * rules.newcomer_credit // FULL, 0)
    short = np.clip(rested.short + due - outcome.got + credit, -MOST_AMOUNT, MOST_AMOUNT)
    whole_due = np.clip(rested.due + due, 0, MOST_AMOUNT)
    now = np.clip(_part(short, whole_due, rules), -FULL * WHOLE, FULL * WHOLE)
    now = np.clip(now * _hours_weight(outcome.declared_minutes) // FULL, -WHOLE, WHOLE)
    moved = faded(state.lasting, elapsed_minutes, rules) + now - faded(now, elapsed_minutes, rules)
    lasting = np.where(outcome.declared_minutes > 0, moved, rested.lasting)
    return FairnessState(short, whole_due, lasting, state.is_known | is_here)


def after_rest(state: FairnessState, elapsed_minutes: int, rules: FairnessRules) -> FairnessState:
    """Return the state after a time in which nobody was due anything: all of it fades towards par alike."""
    due = faded(state.due, elapsed_minutes, rules)
    lasting = faded(state.lasting, elapsed_minutes, rules)
    # A shortfall is seen against what was due, of which one part is presumed and does not fade.
    kept = np.abs(lasting) * (state.due + rules.presumed_share) // (due + rules.presumed_share)
    return FairnessState(
        faded(state.short, elapsed_minutes, rules), due, np.sign(lasting) * kept, state.is_known
    )


def faded(short: Int64, elapsed_minutes: int, rules: FairnessRules) -> Int64:
    """Return shortfalls after some time.

    Parameters
    ----------
    short : int64[n]
        Thousandths of a gig, or millionths of what was due.
    elapsed_minutes : int
        0 or more.
    rules : FairnessRules
        Half-life.

    Returns
    -------
    int64[n]
        Half of them after one half-life, rounded towards nothing.

    Raises
    ------
    InvalidProblem
        If the time is below 0 or beyond reckoning.
    """
    check_whole("elapsed_minutes", elapsed_minutes, 0, MOST_AMOUNT)
    halvings, rest = divmod(elapsed_minutes, rules.half_life_minutes)
    if halvings > _BITS:
        return np.zeros_like(short)
    part = _half_to(rest, rules.half_life_minutes)
    size = np.abs(short) * part >> (_BITS + halvings)
    return np.asarray(np.sign(short) * size, dtype=np.int64)


def grades(state: FairnessState, rules: FairnessRules) -> Int64:
    """Return the grade of the fairness term by fan.

    Parameters
    ----------
    state : FairnessState
        Shortfalls and target shares.
    rules : FairnessRules
        ``presumed_share`` and ``lasting_part``.

    Returns
    -------
    int64[n]
        500 on par, up to 1000 for who has long got nothing of what was due, down to 0 for who has long got twice
        that or more. What is short is seen against what was due, so that an hour offered by somebody with few hours
        is worth as much as one offered by somebody with many.
    """
    now = np.clip(_part(state.short, state.due, rules), -FULL * WHOLE, FULL * WHOLE)
    short = (rules.lasting_part * state.lasting + (FULL - rules.lasting_part) * now) // FULL
    return np.asarray(np.clip(PAR + PAR * short // WHOLE, 0, FULL), dtype=np.int64)


def _part(short: Int64, due: Int64, rules: FairnessRules) -> Int64:
    """Return which part of what was due somebody is short of, in millionths."""
    return np.asarray(WHOLE * short // (due + rules.presumed_share), dtype=np.int64)


def _hours_weight(declared: Int64) -> Int64:
    """Return how much a shortfall weighs by the hours declared, in thousandths: 1000 for the usual hours."""
    usual = int(declared.sum()) // max(1, int((declared > 0).sum()))
    return np.asarray(np.clip(FULL * usual // np.maximum(declared, 1), HOURS_LEAST, HOURS_MOST))


def _shares(amount: int, minutes: Int64) -> Int64:
    whole = int(minutes.sum())
    if whole == 0:
        return np.zeros_like(minutes)
    # Two numbers below 2**63 each may have a product above it.
    return np.array([amount * int(part) // whole for part in minutes], dtype=np.int64)


def _half_to(part: int, whole: int) -> int:
    """Return two to the power of minus part / whole, in units of 2**-30; whole numbers only, for all machines alike."""
    wide = 2 * _BITS
    product, root = 1 << wide, 1 << (wide - 1)  # root is a half to the power of 2**-k, from k = 0 on
    for _ in range(_BITS):
        root = isqrt(root << wide)
        part *= 2
        if part >= whole:
            part -= whole
            product = product * root >> wide
    return product >> _BITS
