"""The product's own refusals: a code with typed parameters, an HTTP status, and the field at fault where there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class MarketplaceError(Exception):
    """A refusal that a person can understand; put into words by `marketplace.core.words`."""

    status = 409
    code = "refused"

    def __init__(self, code: str | None = None, *, field: str | None = None, **params: Any) -> None:
        self.code = code or self.code
        self.field = field
        self.params = params
        self.record: Callable[[], None] | None = None
        super().__init__(f"{self.code} {params}" if params else self.code)

    def recorded_by(self, record: Callable[[], None]) -> MarketplaceError:
        """Attach what is to be written after the refused work has been rolled back, such as its decision record."""
        self.record = record
        return self


class Refused(MarketplaceError):
    """The state of things forbids it: 409."""


class Invalid(MarketplaceError):
    """What was entered cannot be used: 422, with the field."""

    status = 422
    code = "invalid"


class NotFound(MarketplaceError):
    """Missing, or another's: the two are told apart to nobody: 404."""

    status = 404
    code = "not_found"


class Forbidden(MarketplaceError):
    """Known, but not allowed to this person: 403."""

    status = 403
    code = "forbidden"
