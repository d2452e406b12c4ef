"""The one error of the library: a problem that cannot be read as a problem."""

from __future__ import annotations


class InvalidProblem(ValueError):
    """Bad input: names the field and the reason, and is raised before any work.

    An impossible problem (nobody fits, nothing is free) is never an error; it is a solution with reasons.

    Parameters
    ----------
    field : str
        Path of the offending field, such as ``fans[3].available[0].ends_at``.
    reason : str
        What is wrong with it, as a short English phrase.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason

    def within(self, parent: str) -> InvalidProblem:
        """Return the same refusal with the path of the enclosing object put in front.

        Parameters
        ----------
        parent : str
            Path of the enclosing object, such as ``fans[3]``.

        Returns
        -------
        InvalidProblem
            A new error; the receiver is unchanged.
        """
        return InvalidProblem(f"{parent}.{self.field}", self.reason)
