"""What waiting is expected to bring, and whether it is worth it."""

from __future__ import annotations

from dataclasses import dataclass

from matching.checks import check_whole

MOST_VALUE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What waiting until the deadline is expected to bring.

    Parameters
    ----------
    value : int
        Points, after prices, of the best fan expected to come before the deadline, 0 to 1,000,000.
    chance_permille : int
        Chance that such a fan comes, 0 to 1000.
    kept_permille : int
        Chance that the best fan of now is still there at the deadline if none comes, 0 to 1000.
    margin : int
        By how many points waiting must be better to count as clearly better, 0 to 1,000,000.

    Raises
    ------
    InvalidProblem
        If a number is out of range.
    """

    value: int
    chance_permille: int
    kept_permille: int = 900
    margin: int = 200

    def __post_init__(self) -> None:
        check_whole("value", self.value, 0, MOST_VALUE)
        check_whole("chance_permille", self.chance_permille, 0, 1000)
        check_whole("kept_permille", self.kept_permille, 0, 1000)
        check_whole("margin", self.margin, 0, MOST_VALUE)

    def advises_waiting(self, best: int) -> bool:
        """Return whether waiting is expected to bring clearly more than the best value of now, in points.

        Waiting brings ``value`` with its chance, else the best of now with the chance that it is kept; compared as whole
        millionths, so that nothing is rounded.
        """
        waiting = 1000 * self.chance_permille * self.value
        waiting += (1000 - self.chance_permille) * self.kept_permille * best
        return waiting > 1_000_000 * (best + self.margin)
