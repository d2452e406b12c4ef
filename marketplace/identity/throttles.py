"""How often a stranger may try: by where they come from, and by the address they name."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import request, session
from flask_limiter.util import get_remote_address

from marketplace.core.limits import limited


def _named_address() -> str:
    """The address in the form, as a digest: counts keep no addresses."""
    named = request.form.get("email", "").strip().lower()
    return "email:" + hashlib.sha256(named.encode()).hexdigest()[:32]


def _address_from_here() -> str:
    return f"{_named_address()}:{get_remote_address()}"


def _person_signing_in() -> str:
    return "step:" + str(session.get("tf_user_id") or session.get("_user_id") or get_remote_address())


def tries(*, per_source: str, per_address: str = "", per_address_here: str = "", per_person: str = "") -> Any:
    """Limit the posts of one view."""
    limits = [
        (per_source, get_remote_address),
        (per_address, _named_address),
        (per_address_here, _address_from_here),
        (per_person, _person_signing_in),
    ]

    def decorate(view: Any) -> Any:
        """Count before the view."""
        for limit, key in limits:
            if limit:
                view = limited(limit, key)(view)
        return view

    return decorate


signing_in = tries(
    per_source="30 per minute; 200 per hour",
    per_address="60 per hour",
    per_address_here="6 per minute; 30 per hour",
)
signing_up = tries(per_source="10 per minute; 40 per hour", per_address="6 per hour")
asking_for_mail = tries(per_source="10 per minute; 40 per hour", per_address="5 per hour")
giving_codes = tries(per_source="30 per minute", per_person="6 per minute; 30 per hour")
changing = tries(per_source="30 per minute", per_person="20 per minute")
