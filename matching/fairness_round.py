"""What happened in a round, as far as fairness is concerned: who declared what, and what each got."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.checks import check_whole
from matching.errors import InvalidProblem
from matching.fairness_rules import FULL, MOST_AMOUNT, WEEK_MINUTES, FairnessRules, Flags, Int64


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
    declared : int64[n] or None
        Minutes declared, up to the cap, whatever was answered; the same as ``minutes`` if None. By them a gig is a
        large part or a small one of what somebody offers, and leaving offers unanswered does not change that.

    Raises
    ------
    InvalidProblem
        If a shape, kind or range is not as said.
    """

    minutes: Int64
    got: Int64
    is_newcomer: Flags
    declared: Int64 | None = None

    def __post_init__(self) -> None:
        numbers = (("minutes", self.minutes), ("got", self.got), ("declared", self.declared_minutes))
        for name, array in numbers:
            if array.dtype != np.int64 or array.shape != self.minutes.shape or array.ndim != 1:
                raise InvalidProblem(name, "must be int64, one for each fan")
            if len(array) and (array.min() < 0 or array.max() > MOST_AMOUNT):
                raise InvalidProblem(name, f"must be 0 to {MOST_AMOUNT}")
        if self.is_newcomer.dtype != np.bool_ or self.is_newcomer.shape != self.minutes.shape:
            raise InvalidProblem("is_newcomer", "must be bool, one for each fan")

    @property
    def declared_minutes(self) -> Int64:
        """Minutes declared, or those that count where nothing else is said."""
        return self.minutes if self.declared is None else self.declared


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
