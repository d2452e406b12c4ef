"""The form of a promotion: what it takes off, and its limits."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, DecimalField, RadioField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from marketplace.businesses.form_fields import number, options, ticked
from marketplace.core.errors import Invalid
from marketplace.core.minor import to_minor
from marketplace.geo.zones import NoSuchLocalTime, instant_of
from marketplace.rewards.treasury.promotions import Terms

AMOUNT_MAX, USES_MAX = Decimal(999_999), 1_000_000
HUNDRED = Decimal(100)
_ABOVE = _l("Enter an amount above nothing.")


class PromotionForm(FlaskForm):
    """How much, how often, for whom, from when until when."""

    sort = RadioField(
        _l("What does it take off?"),
        choices=options([("percent", _l("A share of the price")), ("amount", _l("So much off"))]),
        default="percent",
        validators=[InputRequired(_l("Please choose one."))],
    )
    value = DecimalField(
        _l("How much"),
        places=None,
        validators=[InputRequired(_l("Say how much.")), NumberRange(0, AMOUNT_MAX, _ABOVE)],
    )
    cap = DecimalField(
        _l("At most"), places=None, validators=[Optional(), NumberRange(0, AMOUNT_MAX, _ABOVE)]
    )
    least_price = DecimalField(
        _l("Only from this price on"),
        places=None,
        validators=[Optional(), NumberRange(0, AMOUNT_MAX, _ABOVE)],
    )
    uses_max = number(_l("How often in all"), 1, USES_MAX)
    uses_max_each = number(_l("How often for one person"), 1, USES_MAX)
    starts_local = DateTimeLocalField(_l("From"), validators=[Optional()])
    ends_local = DateTimeLocalField(_l("Until"), validators=[Optional()])
    only_for = ticked(_l("Only for"))

    def __init__(self, *args: Any, places: list[tuple[str, str]], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only_for.choices, self.currency = options(places), currency

    def validate_value(self, field: DecimalField) -> None:
        """Above nothing when it is reckoned in the smallest unit, and no more than all of it."""
        if field.data is None:
            return
        if not _is_reckonable(field.data):
            raise ValidationError(_("Say how much."))
        if self.sort.data == "percent" and not Decimal("0.01") <= field.data <= HUNDRED:
            raise ValidationError(_("A share is between 0.01 and 100 per cent."))
        if self.sort.data == "amount" and to_minor(field.data, self.currency) <= 0:
            raise ValidationError(str(_ABOVE))

    def validate_cap(self, field: DecimalField) -> None:
        """Above nothing."""
        if field.data is not None and (
            not field.data.is_finite() or to_minor(field.data, self.currency) <= 0
        ):
            raise ValidationError(str(_ABOVE))

    validate_least_price = validate_cap

    def validate_ends_local(self, field: DateTimeLocalField) -> None:
        """After its beginning."""
        if field.data and self.starts_local.data and field.data <= self.starts_local.data:
            raise ValidationError(_("The end must come after the beginning."))

    def terms(self, timezone: str) -> Terms:
        """What was entered, as the library keeps it.

        Raises Invalid for a clock time that does not exist.
        """
        value = self.value.data or Decimal(0)
        is_share = self.sort.data == "percent"
        return Terms(
            currency=self.currency,
            rate_bps=int(value * 100) if is_share else None,
            amount_minor=None if is_share else to_minor(value, self.currency),
            cap_minor=self._minor(self.cap) if is_share else None,
            least_price_minor=self._minor(self.least_price) or 0,
            uses_max=self.uses_max.data,
            uses_max_each=self.uses_max_each.data,
            starts_at=_instant(self.starts_local, timezone),
            ends_at=_instant(self.ends_local, timezone),
            only_for=tuple(self.only_for.data or ()),
        )

    def _minor(self, field: DecimalField) -> int | None:
        return None if field.data is None else to_minor(field.data, self.currency)


def _is_reckonable(value: Decimal) -> bool:
    return value.is_finite() and abs(value) <= AMOUNT_MAX


def _instant(field: DateTimeLocalField, timezone: str) -> datetime | None:
    local: datetime | None = field.data
    if local is None:
        return None
    try:
        return instant_of(local, timezone)
    except (NoSuchLocalTime, OverflowError):
        raise Invalid("no_such_local_time", field=field.name) from None
