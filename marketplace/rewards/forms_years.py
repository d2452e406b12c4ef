"""Forms for the yearly records: a person's details for the tax office."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Regexp

from marketplace.core.typed import trimmed

SAYS = InputRequired(_l("Please fill this in."))
COUNTRY = Regexp(r"^([A-Z]{2})?$", message=_l("Two capital letters, such as US or ES."))


class PayeeForm(FlaskForm):
    """Who somebody is to the tax office; of the tax number only its end."""

    legal_name = StringField(
        _l("Your name as the tax office knows it"), validators=[SAYS, Length(max=120)], filters=[trimmed]
    )
    address = StringField(_l("Your address"), validators=[SAYS, Length(max=300)], filters=[trimmed])
    country = StringField(_l("Country"), validators=[SAYS, COUNTRY], filters=[lambda v: trimmed(v).upper()])
    tin_last4 = StringField(
        _l("The last four characters of your tax number"),
        description=_l("The whole number goes to the payment provider alone."),
        validators=[Regexp(r"^([0-9A-Za-z]{4})?$", message=_l("Exactly four letters or digits."))],
        filters=[trimmed],
    )
    tin_country = StringField(
        _l("Country that gave the number"), validators=[COUNTRY], filters=[lambda v: trimmed(v).upper()]
    )
    vat_id = StringField(_l("VAT number, if you have one"), validators=[Length(max=20)], filters=[trimmed])
