"""Forms with which an owner designs how people are rewarded."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation, ValidationError

from marketplace.businesses.form_fields import options
from marketplace.core.i18n import LOCALE_NAMES
from marketplace.core.minor import whole_of
from marketplace.core.money_fields import AmountOrShareField, MoneyField, MoneyForm, NumberField, ShareField
from marketplace.core.typed import trimmed
from marketplace.rewards.designs import causes_in
from marketplace.rewards.part_fields import CONDITIONS, asked, folded

MINUTES_MAX, UNITS_MAX, DAYS_MAX, POINTS_MAX = 100_000, 100_000, 366, 1_000_000
_REQUIRED = {"points", "claim_days"}
_NEEDED = _l("Please give an amount.")


def part_form(kind: str, currency: str, *args: Any, **kwargs: Any) -> FlaskForm:
    """The form of one part of a type."""
    made: FlaskForm = _part_class(kind)(*args, currency=currency, **kwargs)
    return made


@lru_cache(maxsize=64)
def _part_class(kind: str) -> type[FlaskForm]:
    is_pay = kind not in ("perk", "points", "share_of_price")
    fields = {
        name: _field(name, kind, is_needed=name in _REQUIRED or (name == "amount" and is_pay))
        for name in (*asked(kind), *folded(kind))
    }
    if kind == "perk":
        fields["cap"] = _money(_l("Up to how much?"), is_needed=True)
    elif kind in ("overrun", "waiting"):
        fields["minutes_max"] = _whole(_l("For how many minutes at most?"), 1, MINUTES_MAX, is_needed=True)
    return type(f"PartForm_{kind}", (MoneyForm,), fields)


def _check_number(form: FlaskForm, field: Field) -> None:
    """A condition with a number needs one."""
    chosen = form["when"].data
    if chosen in CONDITIONS and CONDITIONS[chosen][2] and not field.data:
        raise StopValidation(_("Please say how many."))
    if chosen == "rating" and field.data is not None and not 1 <= field.data <= 5:
        raise ValidationError(_("Stars go from 1 to 5."))
    unit = CONDITIONS[chosen][2] if chosen in CONDITIONS else 0
    if unit and field.data is not None and whole_of(field.data, len(str(unit)) - 1) is None:
        raise ValidationError(_("Please give fewer decimals."))


def _check_causes(form: FlaskForm, field: Field) -> None:
    """Nobody gives to nothing."""
    if form["donation"].data != "no" and not causes_in(field.data or ""):
        raise StopValidation(_("Please name at least one cause that people can give to."))


def _field(name: str, kind: str, *, is_needed: bool) -> Field:
    if name.startswith("label_"):
        language = LOCALE_NAMES[name.removeprefix("label_")]
        return StringField(
            _l("What you call it, in %(language)s", language=language),
            validators=[Length(max=120)],
            filters=[trimmed],
        )
    if name == "points" or (kind == "points" and name in ("cap_fan", "cap_period_amount")):
        return _whole(_POINTS[name], 1, POINTS_MAX, is_needed=is_needed)
    if kind == "bonus" and name == "amount":
        return AmountOrShareField(_MONEY[name], told_by="measure", needed=_NEEDED)
    if name in _MONEY:
        return _money(
            _AMOUNT.get(kind, _MONEY[name]) if name == "amount" else _MONEY[name], is_needed=is_needed
        )
    if name in _WHOLE:
        label, least, most = _WHOLE[name]
        return _whole(label, least, most, is_needed=is_needed)
    if name == "percent":
        return ShareField(_l("How much of the price?"), needed=_NEEDED)
    return _SINGLE[name](kind)


def _money(label: Any, *, is_needed: bool) -> MoneyField:
    return MoneyField(label, needed=_NEEDED if is_needed else None)


def _whole(label: Any, least: int, most: int, *, is_needed: bool) -> IntegerField:
    presence = InputRequired(_l("Please give a number.")) if is_needed else Optional()
    said = _l("Please give a whole number between %(least)s and %(most)s.", least=least, most=most)
    return IntegerField(label, validators=[presence, NumberRange(least, most, said)])


def _when(kind: str) -> SelectField:
    none = [] if kind == "bonus" else [("", _l("Always"))]
    choices = [*none, *((code, _WHENS[code]) for code in (*CONDITIONS, "kept"))]
    if kind == "bonus":
        return SelectField(
            _l("When?"), choices=options(choices), validators=[InputRequired(_l("Please choose one."))]
        )
    return SelectField(_l("Only when"), choices=options(choices))


_WHENS = {
    "peak": _l("At the programme's busy times"),
    "first": _l("For somebody's first gig"),
    "newcomer": _l("For newcomers"),
    "streak": _l("After so many gigs kept in a row"),
    "rating": _l("With so many stars or more"),
    "guests": _l("With so many guests or more"),
    "stops": _l("With so many stops or more"),
    "km": _l("For so many kilometres or more"),
    "minutes": _l("When so many minutes or more are planned"),
    "kept": _l("As it stands now"),
}
_PERIODS = {
    "day": _l("a day"),
    "week": _l("a week"),
    "month": _l("a month"),
    "quarter": _l("a quarter"),
    "year": _l("a year"),
}
_FUNDERS = {
    "budget": _l("The budget of the programme"),
    "booking": _l("The customer, out of the price"),
    "partner": _l("A partner"),
}
_MONEY = {
    "amount": _l("How much?"),
    "cap": _l("At most, for one gig"),
    "cap_fan": _l("At most, for one person in all"),
    "cap_period_amount": _l("At most, for one person in a period"),
}
_AMOUNT = {
    "per_hour": _l("How much an hour?"), "overrun": _l("How much an hour?"), "waiting": _l("How much an hour?"),
    "floor_per_hour": _l("At least how much an hour?"), "per_stop": _l("How much a stop?"),
    "per_guest": _l("How much a guest?"), "per_km": _l("How much a kilometre?"), "returns": _l("How much a stop brought back?"),
}  # fmt: skip
_POINTS = {
    "points": _l("How many points?"),
    "cap_fan": _l("At most, for one person in all"),
    "cap_period_amount": _l("At most, for one person in a period"),
}
_WHOLE = {
    "units_free": (_l("Without the first"), 0, UNITS_MAX),
    "units_max": (_l("Not more than"), 1, UNITS_MAX),
    "minutes_free": (_l("Without the first minutes"), 0, MINUTES_MAX),
    "minutes_max": (_l("For how many minutes at most?"), 1, MINUTES_MAX),
    "claim_days": (_l("Days to send the receipt"), 1, DAYS_MAX),
}
_SINGLE: dict[str, Any] = {
    "measure": lambda kind: SelectField(
        _l("In what?"),
        choices=options([("amount", _l("In money")), ("percent", _l("As a percentage of the pay for the work"))]),
        validators=[InputRequired()],
        default="amount",
    ),
    "when": _when,
    "when_number": lambda kind: NumberField(
        _l("How many?"),
        places=None,
        description=_l("For stars, gigs in a row, guests, stops, kilometres and minutes."),
        validators=[_check_number, Optional(), NumberRange(0, 100_000)],
    ),
    "needs_receipt": lambda kind: RadioField(
        _l("Paid back how?"),
        choices=options([("yes", _l("Against a receipt, for what it really cost")), ("no", _l("Always whole, without a receipt"))]),
        default="yes",
        validators=[InputRequired()],
    ),
    "cap_period": lambda kind: SelectField(_l("The period"), choices=options(_PERIODS.items()), default="month"),
    "funded_by": lambda kind: RadioField(
        _l("Who pays for it?"), choices=options(_FUNDERS.items()),
        default="booking" if kind == "share_of_price" else "budget",
        validators=[InputRequired()],
    ),
    "partner": lambda kind: StringField(_l("Which partner?"), validators=[Length(max=40)], filters=[trimmed]),
}  # fmt: skip


class WholeForm(FlaskForm):
    """What concerns the whole: the ways to take the pay, the hold, the fee."""

    store_credit = SelectField(_l("Credit in your shop"))
    discount_code = SelectField(_l("A discount code"))
    donation = SelectField(_l("A donation"))
    causes = StringField(
        _l("Causes people can give to"),
        description=_l("Names with commas between, such as “School library, River clean-up”."),
        validators=[_check_causes, Length(max=300)],
        filters=[trimmed],
    )
    perk = SelectField(_l("Something from your shop"))
    hold_hours = IntegerField(
        _l("Hours until it can be paid out"),
        description=_l("Time in which somebody may say that something went wrong."),
        validators=[InputRequired(_l("Please give a number.")), NumberRange(0, 2160)],
    )
    fee = ShareField(_l("Your fee, out of what customers pay"), may_be_zero=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("store_credit", "discount_code", "donation", "perk"):
            plain = [("no", _("Not offered")), ("0", _("Offered, worth the same"))]
            uplifts = [
                (str(bps), _("Offered, worth %(percent)s %% more", percent=bps // 100))
                for bps in (500, 1000, 1500, 2000, 2500)
            ]
            present = str(self[name].data or "no")
            known = {code for code, _words in plain + uplifts}
            more = (
                [(present, _("Offered, worth %(percent)s %% more", percent=int(present) / 100))]
                if present not in known and present.isdigit()
                else []
            )
            self[name].choices = options(plain + uplifts + more)


class TryForm(FlaskForm):
    """On what a scheme is tried."""

    class Meta:
        csrf = False

    basis = RadioField(
        _l("On what?"),
        choices=options([("past", _l("Gigs of the last three months")), ("month", _l("A made-up month"))]),
        default="past",
    )
    gigs = IntegerField(_l("Gigs in the month"), default=60, validators=[Optional(), NumberRange(1, 2000)])
    fans = IntegerField(_l("People who do them"), default=12, validators=[Optional(), NumberRange(1, 500)])


class SeenForm(FlaskForm):
    """Publishing exactly what was shown."""

    seen = HiddenField(validators=[InputRequired(), Length(min=32, max=32)])
