"""Forms of costs given back: the receipt, and the reason for saying no."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DecimalField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from marketplace.rewards.perks import REASON_LENGTH_MAX, SHOP_LENGTH_MAX, WORDS_LENGTH_MAX


def _trimmed(value: str | None) -> str:
    return (value or "").replace("\x00", "").strip()


class ReceiptForm(FlaskForm):
    """What it cost, where, and what shows it."""

    amount = DecimalField(
        _l("What it cost"),
        places=None,
        validators=[
            InputRequired(_l("Please give an amount.")),
            NumberRange(Decimal("0.001"), None, _l("Please give an amount above zero.")),
        ],
    )
    shop = StringField(
        _l("Where you paid"),
        validators=[InputRequired(_l("Please fill this in.")), Length(max=SHOP_LENGTH_MAX)],
        filters=[_trimmed],
    )
    upload = FileField(
        _l("Photo or PDF of the receipt"),
        description=_l(
            "Up to 10 MB. Only you and the staff of this business see it. Where a photo was taken is removed."
        ),
        render_kw={"accept": "image/*,application/pdf"},
    )
    words = TextAreaField(
        _l("Or in words"),
        description=_l("What you bought, and the number and day on the receipt."),
        validators=[Length(max=WORDS_LENGTH_MAX)],
        filters=[_trimmed],
        render_kw={"rows": 3},
    )


class RefusalForm(FlaskForm):
    """Why it is not paid, and what would help."""

    reason = TextAreaField(
        _l("Why not, and what should they do?"),
        validators=[InputRequired(_l("Please say why.")), Length(max=REASON_LENGTH_MAX)],
        filters=[_trimmed],
        render_kw={"rows": 3},
    )
