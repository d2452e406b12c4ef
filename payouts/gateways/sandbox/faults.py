"""Failures that a test scripts between the client and the sandbox."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal


@dataclass(slots=True)
class Fault:
    """One kind of failure, for a number of requests.

    Attributes
    ----------
    path : str
        Regular expression searched in the request's path, for example ``/transfers$``.
    kind : str
        drop (the connection breaks) or status (an HTTP error answer).
    when : str
        before: nothing happens in the sandbox; after: it happens, and the answer is lost.
    status : int
        For ``status``: 409, 429, 500 or 503.
    method : str
        post or get.
    times : int
        How many requests it meets.
    skip : int
        How many matching requests pass first.
    """

    path: str
    kind: Literal["drop", "status"] = "drop"
    when: Literal["before", "after"] = "before"
    status: int = 500
    method: Literal["post", "get"] = "post"
    times: int = 1
    skip: int = 0

    def meets(self, method: str, path: str) -> bool:
        """Whether the request is met by this fault now; counts it."""
        if self.times <= 0 or method != self.method or not re.search(self.path, path):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True
