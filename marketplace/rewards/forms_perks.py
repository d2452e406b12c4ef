"""Forms of costs given back: the receipt, and the reason for saying no."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from marketplace.core.money_fields import MoneyField, MoneyForm
from marketplace.core.typed import trimmed
from marketplace.rewards.perks import REASON_LENGTH_MAX, SHOP_LENGTH_MAX, WORDS_LENGTH_MAX


class ReceiptForm(MoneyForm):
    """What it cost, where, and what shows it."""

    amount = MoneyField(_l("What it cost"), needed=_l("Please give an amount."))
    shop = StringField(
        _l("Where you paid"),
        validators=[InputRequired(_l("Please fill this in.")), Length(max=SHOP_LENGTH_MAX)],
        filters=[trimmed],
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
        filters=[trimmed],
        render_kw={"rows": 3},
    )


class RefusalForm(FlaskForm):
    """Why it is not paid, and what would help."""

    reason = TextAreaField(
        _l("Why not, and what should they do?"),
        validators=[InputRequired(_l("Please say why.")), Length(max=REASON_LENGTH_MAX)],
        filters=[trimmed],
        render_kw={"rows": 3},
    )
