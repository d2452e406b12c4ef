"""The form of a promotion: what it takes off, and its limits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, RadioField
from wtforms.validators import InputRequired, Optional, ValidationError

from marketplace.businesses.form_fields import number, options, ticked
from marketplace.core.errors import Invalid
from marketplace.core.money_fields import AmountOrShareField, MoneyField, MoneyForm
from marketplace.geo.zones import NoSuchLocalTime, instant_of
from marketplace.rewards.treasury.promotions import Terms

USES_MAX = 1_000_000


class PromotionForm(MoneyForm):
    """How much, how often, for whom, from when until when."""

    sort = RadioField(
        _l("What does it take off?"),
        choices=options([("percent", _l("A share of the price")), ("amount", _l("So much off"))]),
        default="percent",
        validators=[InputRequired(_l("Please choose one."))],
    )
    value = AmountOrShareField(_l("How much"), told_by="sort", needed=_l("Say how much."))
    cap = MoneyField(_l("At most"))
    least_price = MoneyField(_l("Only from this price on"))
    uses_max = number(_l("How often in all"), 1, USES_MAX)
    uses_max_each = number(_l("How often for one person"), 1, USES_MAX)
    starts_local = DateTimeLocalField(_l("From"), validators=[Optional()])
    ends_local = DateTimeLocalField(_l("Until"), validators=[Optional()])
    only_for = ticked(_l("Only for"))

    def __init__(self, *args: Any, places: list[tuple[str, str]], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, currency=currency, **kwargs)
        self.only_for.choices, self.currency = options(places), currency

    def validate_ends_local(self, field: DateTimeLocalField) -> None:
        """After its beginning."""
        if field.data and self.starts_local.data and field.data <= self.starts_local.data:
            raise ValidationError(_("The end must come after the beginning."))

    def terms(self, timezone: str) -> Terms:
        """What was entered, as the library keeps it.

        Raises Invalid for a clock time that does not exist.
        """
        is_share = self.sort.data == "percent"
        return Terms(
            currency=self.currency,
            rate_bps=int(self.value.data.scaleb(2)) if is_share else None,
            amount_minor=None if is_share else self.value.minor,
            cap_minor=self.cap.minor if is_share else None,
            least_price_minor=self.least_price.amount_minor,
            uses_max=self.uses_max.data,
            uses_max_each=self.uses_max_each.data,
            starts_at=_instant(self.starts_local, timezone),
            ends_at=_instant(self.ends_local, timezone),
            only_for=tuple(self.only_for.data or ()),
        )


def _instant(field: DateTimeLocalField, timezone: str) -> datetime | None:
    local: datetime | None = field.data
    if local is None:
        return None
    try:
        return instant_of(local, timezone)
    except (NoSuchLocalTime, OverflowError):
        raise Invalid("no_such_local_time", field=field.name) from None
