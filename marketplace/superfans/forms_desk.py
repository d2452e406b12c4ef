"""Forms in which staff decide about members, skills and certificates."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, EmailField, RadioField
from wtforms.validators import InputRequired, Optional

from marketplace.businesses.form_fields import line, options, selected, text
from marketplace.core.typed import trimmed
from marketplace.superfans import names


class ReasonForm(FlaskForm):
    """Why staff decide as they do."""

    reason = text(_l("Why?"), most=2000, needed=_l("Please give a reason. The person will read it."), rows=3)


class InviteForm(FlaskForm):
    """Somebody to ask into a programme by mail."""

    programme = selected(_l("To which programme?"))
    email = EmailField(
        _l("E-mail address"),
        validators=[InputRequired(_l("Please give an e-mail address."))],
        filters=[trimmed],
    )


class SkillForm(FlaskForm):
    """How an addition is filed in the list."""

    group = selected(_l("Where does it belong?"))
    name_en = line(_l("In English"), most=80, needed=_l("Please say what it is called in English."))
    name_es = line(_l("In Spanish"), most=80, needed=_l("Please say what it is called in Spanish."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group.choices = options(names.group_choices())


class CheckForm(FlaskForm):
    """What staff find when they look at evidence."""

    outcome = RadioField(
        _l("Does it hold?"),
        choices=options([("accept", _l("Yes, it holds")), ("refuse", _l("No, it does not do"))]),
        validators=[InputRequired(_l("Please choose one."))],
    )
    valid_from = DateField(_l("It holds from"), validators=[Optional()])
    valid_until = DateField(
        _l("It holds until"), validators=[Optional()], description=_l("Leave it empty if it never ends.")
    )
    reason = text(
        _l("Your words to the person"), most=2000, rows=3, description=_l("Needed if it does not do.")
    )
