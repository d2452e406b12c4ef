"""The forms of this area."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from marketplace.core import words
from marketplace.core.typed import trimmed
from marketplace.trust import service_cases, service_reviews, service_threads
from marketplace.trust.case_kinds import KINDS

TITLE_LENGTH_MAX = 140
FILE_HINT = _l("A photo or a PDF, up to 10 MB. Only both sides and the business see it.")


def _several_lines(label: Any, most: int, needed: Any = None, rows: int = 5) -> TextAreaField:
    too_long = _l("Please keep it under %(most)s characters.", most=most)
    presence = [DataRequired(needed)] if needed else []
    return TextAreaField(
        label,
        validators=[*presence, Length(max=most, message=too_long)],
        filters=[trimmed],
        render_kw={"rows": rows},
    )


def _evidence() -> FileField:
    return FileField(_l("Evidence"), description=FILE_HINT, render_kw={"accept": "image/*,application/pdf"})


class CaseForm(FlaskForm):
    """Opens a case."""

    subject = HiddenField()
    kind = RadioField(_l("What kind of case is it?"), validators=[InputRequired(_l("Please choose one."))])
    title = StringField(
        _l("In a few words"),
        validators=[
            DataRequired(_l("Please say in a few words what it is about.")),
            Length(
                max=TITLE_LENGTH_MAX,
                message=_l("Please keep it under %(most)s characters.", most=TITLE_LENGTH_MAX),
            ),
        ],
        filters=[trimmed],
    )
    text = _several_lines(
        _l("What happened?"), service_cases.TEXT_LENGTH_MAX, _l("Please say what happened."), rows=8
    )
    upload = _evidence()

    def offer(self, kinds: tuple[str, ...]) -> dict[str, str]:
        """Let the person choose among some kinds; returns what each means."""
        self.kind.choices = [SelectChoice(code, KINDS[code].label) for code in kinds]
        if len(kinds) == 1 and not self.kind.data:
            self.kind.data = kinds[0]
        return {code: str(KINDS[code].meaning) for code in kinds}


class StatementForm(FlaskForm):
    """Says how one side sees it."""

    text = _several_lines(
        _l("How do you see it?"), service_cases.TEXT_LENGTH_MAX, _l("Please write a few words."), rows=6
    )
    upload = _evidence()


class DecisionForm(FlaskForm):
    """Decides a case."""

    outcome = RadioField(_l("Your decision"), validators=[InputRequired(_l("Please choose one."))])
    text = _several_lines(
        _l("Why?"),
        service_cases.TEXT_LENGTH_MAX,
        _l("Please give the reason: both sides will read it."),
        rows=6,
    )

    def offer(self, outcomes: tuple[str, ...]) -> DecisionForm:
        """Let the decider choose among the outcomes of the kind."""
        self.outcome.choices = [
            SelectChoice(code, words.sentence(f"case.outcome.{code}")) for code in outcomes
        ]
        return self


class MessageForm(FlaskForm):
    """Writes one message."""

    text = _several_lines(
        _l("Your message"),
        service_threads.TEXT_LENGTH_MAX,
        _l("Please write something before you send it."),
        rows=3,
    )


class ReviewForm(FlaskForm):
    """Writes or rewrites one side's review."""

    stars = RadioField(
        _l("How many stars?"),
        choices=[SelectChoice(str(n), _l("%(count)s of 5", count=n)) for n in (5, 4, 3, 2, 1)],
        validators=[InputRequired(_l("Please give one to five stars."))],
    )
    text = _several_lines(_l("For everybody to read"), service_reviews.TEXT_LENGTH_MAX)
    private_text = _several_lines(_l("For the business alone"), service_reviews.TEXT_LENGTH_MAX, rows=3)
