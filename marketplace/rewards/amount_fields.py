"""The field in which an amount above zero is typed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DecimalField
from wtforms.validators import InputRequired, NumberRange


def amount_field(label: Any) -> DecimalField:
    """An amount in whole units of a currency, with as many decimals as the reader types; above zero."""
    return DecimalField(
        label,
        places=None,
        validators=[
            InputRequired(_l("Please give an amount.")),
            NumberRange(Decimal("0.001"), None, _l("Please give an amount above zero.")),
        ],
    )
