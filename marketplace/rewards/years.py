"""What people and owners say for the yearly records: a person's details for the tax office, an owner's codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.identity.models import Identity
from marketplace.rewards.models import PayeeDetails, YearSetting
from marketplace.rewards.treasury import years as treasury_years
from marketplace.superfans.models import Superfan
from marketplace.trust.service_audit import log_action

CODE = re.compile(r"[0-9]{0,6}")


def details_of(fan: Superfan) -> PayeeDetails | None:
    """What a fan has given."""
    return db.session.scalar(sa.select(PayeeDetails).where(PayeeDetails.fan_ref == fan.public_id))


def give_details(fan: Superfan, said: Mapping[str, str], at: datetime) -> PayeeDetails:
    """Keep what a fan says of themself, in place of what they said before; never a whole tax number."""
    if not re.fullmatch(r"[0-9A-Za-z]{4}|", said["tin_last4"]):
        raise Invalid("tin_last4", field="tin_last4")
    found = details_of(fan) or PayeeDetails(fan_ref=fan.public_id)
    for name in ("legal_name", "address", "country", "tin_last4", "tin_country", "vat_id"):
        setattr(found, name, " ".join(said[name].split()))
    found.given_at = at
    db.session.add(found)
    db.session.flush()
    return found


def set_codes(
    business: Business, forms: Mapping[str, str], codes: Mapping[str, str], actor: Identity, at: datetime
) -> None:
    """Say for each kind of gig on which form it belongs, and its occupation code."""
    known = treasury_years.forms_by_kind(business)
    for kind, form in forms.items():
        if kind not in known or form not in treasury_years.form_names(business):
            raise Invalid("choice_unknown", field=f"form-{kind}")
    for kind, code in codes.items():
        if kind not in known or not CODE.fullmatch(code):
            raise Invalid("occupation_code", field=f"code-{kind}")
    found = treasury_years.setting_of(business) or YearSetting(business_id=business.id)
    found.forms, found.changed_at = dict(forms), at
    found.occupation_codes = {kind: code for kind, code in codes.items() if code}
    db.session.add(found)
    log_action(business.public_id, actor.public_id, "money.year_codes", business.public_id, {}, at)
