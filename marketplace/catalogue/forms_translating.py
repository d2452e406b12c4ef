"""The form in which an author says a listing or a journey in another language, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup, escape

from marketplace.businesses.form_fields import line, text
from marketplace.catalogue.translating import Part

MOST = {"title": 100, "summary": 240, "description": 5000, "meeting_point": 160, "place_name": 160}
LABELS: dict[str, Any] = {
    "title": _l("Title"),
    "summary": _l("In one sentence"),
    "description": _l("What happens, from meeting to goodbye"),
    "meeting_point": _l("Meeting point"),
    "place_name": _l("Where"),
}


def translation_form(parts: Sequence[Part], locale: str, language: str) -> FlaskForm:
    """One field per part, below the words as they were written; `language` is that of these."""
    fields = {part.name: _field(part, language) for part in parts}
    made: FlaskForm = type("TranslationForm", (FlaskForm,), fields)(
        data={part.name: part.said for part in parts}
    )
    for part in parts:
        made[part.name].render_kw = (made[part.name].render_kw or {}) | {"lang": locale}
    return made


def _field(part: Part, language: str) -> Any:
    make = text if part.field == "description" else line
    return make(_label(part), most=MOST[part.field], description=_written(part, language))


def _label(part: Part) -> str:
    name = str(LABELS[part.field])
    if part.stage is None:
        return name
    return _("Stage %(number)s: %(what)s", number=part.stage, what=name)


def _written(part: Part, language: str) -> Markup:
    return Markup('<span class="preserve" lang="{}">{}</span>').format(language, escape(part.written))
