"""What somebody may sign up for, and where that begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.routing import BuildError


@dataclass(frozen=True)
class Purpose:
    """One reason to sign up: what to call it, what it means, and what comes next."""

    code: str
    title: Any
    promise: Any
    next_step: Any
    icon: str
    drawing: str


PURPOSES = {
    "fan": Purpose(
        "fan",
        _l("Lend a hand to a shop I love"),
        _l("Guide, deliver, host, advise. You see the whole reward before you say yes."),
        _l("Then you tell us what you can do and when you are free."),
        "heart",
        "people",
    ),
    "customer": Purpose(
        "customer",
        _l("Book something with local people"),
        _l("Walks, journeys, help. You can also book with your e-mail address alone."),
        _l("Then you go on to what you were looking at."),
        "ticket",
        "walk",
    ),
    "owner": Purpose(
        "owner",
        _l("Raise an army for my shop"),
        _l("Let your best customers lend you a hand, and thank them for it."),
        _l("Then you answer five questions about your shop. It takes five minutes."),
        "shop",
        "box",
    ),
}

_BEGINNINGS: dict[str, str] = {}


def begin_at(code: str, endpoint: str) -> None:
    """An area says where one purpose begins once the address is confirmed."""
    _BEGINNINGS[code] = endpoint


def beginning(code: str) -> str:
    """The path where a purpose begins; the general landing where no area has said."""
    endpoint = _BEGINNINGS.get(code, "")
    if endpoint in current_app.view_functions:
        try:
            return url_for(endpoint)
        except BuildError:
            pass
    return url_for("identity.landing")
