"""The fan who reads the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import g, redirect, url_for

from marketplace.core.errors import NotFound
from marketplace.core.permissions import declare, signed_in
from marketplace.superfans import queries
from marketplace.superfans.models import Superfan
from marketplace.trust.reader import me

V = TypeVar("V", bound=Callable[..., Any])


def as_fan(view: V) -> V:
    """Hand the view the signed-in person's own superfan; somebody who is none yet is asked to become one."""

    @wraps(view)
    def with_fan(*args: Any, **kwargs: Any) -> Any:
        fan = queries.whole_fan(me())
        if fan is None:
            return redirect(url_for("superfans.join"), 303)
        return view(fan, *args, **kwargs)

    with_fan.keeps_own_transactions = getattr(view, "keeps_own_transactions", False)  # type: ignore[attr-defined]
    guarded = signed_in(with_fan)
    return declare(guarded, guarded.access)  # type: ignore[attr-defined, return-value]


def own_fan() -> Superfan:
    """The signed-in person's own superfan; to others there is nothing here."""
    found = queries.fan_of(me())
    if found is None:
        raise NotFound
    return found


def is_fan(person: Any) -> bool:
    """True for somebody with a supply side: who sees a fan's places on top of the page."""
    if person is None:
        return False
    if "is_fan" not in g:
        g.is_fan = queries.fan_of(person) is not None
    return bool(g.is_fan)
