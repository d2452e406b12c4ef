"""Fairness carried from round to round: what each fan is short of, fading with a half-life.

All functions are pure, over arrays with one place for each fan in an order that the caller keeps. Amounts are whole
thousandths of a gig, so that the same rounds give the same numbers on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt

import numpy as np
import numpy.typing as npt

from matching.checks import check_whole
from matching.errors import InvalidProblem
from matching.params import ParamDoc, check_ranges, describe, whole_param

Int64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

WEEK_MINUTES = 7 * 24 * 60
PAR = 500
FULL = 1000
MOST_AMOUNT = 10**9
"""Thousandths of a gig that one fan may get or be short of, at most."""
_BITS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class FairnessRules:
    """Parameters of carrying over; `FairnessRules.describe` lists them with range, unit and meaning.

    Raises
    ------
    InvalidProblem
        If a value is no whole number or lies outside its range.
    """

    half_life_minutes: int = whole_param(
        120_960, 1, 52_560_000, "minutes", "time after which half of a shortfall is forgotten"
    )
    newcomer_credit: int = whole_param(
        2000, 0, 20_000, "permille", "part of one round's share that a newcomer is credited with, once"
    )
    value_part: int = whole_param(
        300, 0, 1000, "permille", "how much value per hour counts in what a gig is, against its number"
    )
    presumed_share: int = whole_param(
        1000,
        1,
        1_000_000,
        "thousandths of a gig",
        "share presumed beside what is due, against swings at first",
    )

    def __post_init__(self) -> None:
        check_ranges(self)

    @classmethod
    def describe(cls) -> tuple[ParamDoc, ...]:
        """Return what every parameter is, in the order of definition."""
        return describe(cls)


@dataclass(frozen=True, slots=True)
class FairnessState:
    """What the caller keeps between rounds.

    Parameters
    ----------
    short : int64[n]
        By how many thousandths of a gig each fan is short of the target share; below 0 for who got more.
    due : int64[n]
        The target share itself, fading in the same way.
    is_known : bool[n]
        Who has declared hours in a round before, and so is no newcomer any more.
    """

    short: Int64
    due: Int64
    is_known: Flags

    @classmethod
    def fresh(cls, fans: int) -> FairnessState:
        """Return the state before the first round."""
        nothing = np.zeros(fans, dtype=np.int64)
        return cls(nothing, nothing, np.zeros(fans, dtype=np.bool_))

    def with_more(self, fans: int) -> FairnessState:
        """Return the state with that many people added at the end, of whom nothing is known."""
        added = FairnessState.fresh(fans)
        return FairnessState(
            np.concatenate([self.short, added.short]),
            np.concatenate([self.due, added.due]),
            np.concatenate([self.is_known, added.is_known]),
        )


@dataclass(frozen=True, slots=True)
class RoundOutcome:
    """What happened in a round.

    Parameters
    ----------
    minutes : int64[n]
        Declared minutes that count (`counted_in_round`); 0 for who was away.
    got : int64[n]
        What each fan got, in thousandths of a gig (`amounts_got`).
    is_newcomer : bool[n]
        Who joined since the round before.

    Raises
    ------
    InvalidProblem
        If a shape, kind or range is not as said.
    """

    minutes: Int64
    got: Int64
    is_newcomer: Flags

    def __post_init__(self) -> None:
        for name, array in (("minutes", self.minutes), ("got", self.got)):
            if array.dtype != np.int64 or array.shape != self.minutes.shape or array.ndim != 1:
                raise InvalidProblem(name, "must be int64, one for each fan")
            if len(array) and (array.min() < 0 or array.max() > MOST_AMOUNT):
                raise InvalidProblem(name, f"must be 0 to {MOST_AMOUNT}")
        if self.is_newcomer.dtype != np.bool_ or self.is_newcomer.shape != self.minutes.shape:
            raise InvalidProblem("is_newcomer", "must be bool, one for each fan")


def counted_in_round(
    declared: Int64, week_cap: Int64, sent: Int64, answered: Int64, *, elapsed_minutes: int
) -> Int64:
    """Return the declared minutes that count towards each fan's share of a round.

    Parameters
    ----------
    declared : int64[n]
        Minutes declared for the round.
    week_cap : int64[n]
        Most minutes of work in seven days.
    sent, answered : int64[n]
        Offers sent lately, and how many of them were answered (yes or no).
    elapsed_minutes : int
        Length of the round.

    Returns
    -------
    int64[n]
        No more than the cap allows in that time, times the square of the part of offers answered. Two answered
        offers are presumed, so that one missed offer does not undo a beginner; the square sees to it that who
        declares more than they will answer is worse off, not better, once two offers have been answered.
    """
    check_whole("elapsed_minutes", elapsed_minutes, 0, MOST_AMOUNT)
    most = np.minimum(declared, week_cap * elapsed_minutes // WEEK_MINUTES)
    return np.asarray(most * (answered + 2) ** 2 // (sent + 2) ** 2, dtype=np.int64)


def amounts_got(fans: Int64, minutes: Int64, values: Int64, *, fan_count: int, rules: FairnessRules) -> Int64:
    """Return what each fan got in a round, a good gig counting for more than a poor one.

    Parameters
    ----------
    fans : int64[k]
        Fan of each place filled.
    minutes, values : int64[k]
        Length and value (minor units) of its gig.
    fan_count : int
        n.
    rules : FairnessRules
        ``value_part``.

    Returns
    -------
    int64[n]
        Thousandths of a gig; a gig of middling value per hour counts 1000, whatever ``value_part`` is.
    """
    got = np.zeros(fan_count, dtype=np.int64)
    whole_time, whole_value = int(minutes.sum()), int(values.sum())
    amount = np.full(len(fans), FULL, dtype=np.int64)
    if whole_value and whole_time:
        good = [
            min(FULL * FULL, FULL * int(value) * whole_time // (max(1, int(length)) * whole_value))
            for length, value in zip(minutes, values, strict=True)
        ]
        amount = (
            (FULL - rules.value_part) * FULL + rules.value_part * np.array(good, dtype=np.int64)
        ) // FULL
    np.add.at(got, fans, amount)
    return got


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
    """
    if state.short.shape != outcome.minutes.shape:
        raise InvalidProblem("outcome", "must be about the same fans as the state")
    due = _shares(int(outcome.got.sum()), outcome.minutes)
    is_new = outcome.is_newcomer & ~state.is_known & (outcome.minutes > 0)
    credit = np.where(is_new, due * rules.newcomer_credit // FULL, 0)
    short = faded(state.short, elapsed_minutes, rules) + due - outcome.got + credit
    whole_due = faded(state.due, elapsed_minutes, rules) + due
    return FairnessState(
        short=np.clip(short, -MOST_AMOUNT, MOST_AMOUNT),
        due=np.clip(whole_due, 0, MOST_AMOUNT),
        is_known=state.is_known | (outcome.minutes > 0),
    )


def faded(short: Int64, elapsed_minutes: int, rules: FairnessRules) -> Int64:
    """Return shortfalls after some time: half of them after one half-life, rounded towards nothing."""
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
        ``presumed_share``.

    Returns
    -------
    int64[n]
        500 on par, up to 1000 for who got nothing of what was due, down to 0 for who got twice that or more. What is
        short is seen against what was due, so that an hour offered by somebody with few hours is worth as much as
        one offered by somebody with many.
    """
    grade = PAR + PAR * state.short // (state.due + rules.presumed_share)
    return np.asarray(np.clip(grade, 0, FULL), dtype=np.int64)


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
