"""What the sandbox's stand-in for the provider's page asks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import BooleanField


@dataclass(frozen=True)
class Given:
    """The form's field for what the provider names, and people's words for it."""

    field: str
    label: LazyString


GIVES = {
    "identity.individual.date_of_birth": Given("person", _l("Your name and date of birth")),
    "identity.individual.documents.primary_verification": Given(
        "document", _l("A picture of your passport or card")
    ),
    "payout_method": Given("bank", _l("Your bank account")),
}


class GiveForm(FlaskForm):
    """Three things, each given or left out; nothing of it is really asked."""

    person = BooleanField(GIVES["identity.individual.date_of_birth"].label, default=True)
    document = BooleanField(GIVES["identity.individual.documents.primary_verification"].label, default=True)
    bank = BooleanField(GIVES["payout_method"].label, default=True)

    def given(self) -> list[str]:
        """What was given, in the provider's names."""
        return [name for name, one in GIVES.items() if self[one.field].data]

    def leave(self, missing: Collection[str]) -> None:
        """Show as given what is not missing."""
        for name, one in GIVES.items():
            self[one.field].data = name not in missing
