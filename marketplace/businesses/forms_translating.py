"""The form in which an author says what they wrote in another language, part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup, escape

from marketplace.businesses.form_fields import line, text
from marketplace.businesses.programme_fields import TEXT_LENGTH_MAX
from marketplace.core.translating import Part

Named = Mapping[str, Any]  # labels of the fields, where they are called otherwise than here
LINES = {"title": 100, "tagline": 140, "summary": 240, "meeting_point": 160, "place_name": 160}
TEXTS = {"description": 5000, "story": 20_000}
LABELS: dict[str, Any] = {
    "title": _l("Title"),
    "summary": _l("In one sentence"),
    "description": _l("What happens, from meeting to goodbye"),
    "meeting_point": _l("Meeting point"),
    "place_name": _l("Where"),
    "tagline": _l("In one sentence"),
    "story": _l("Your story"),
    "whom": _l("Whom do you want?"),
    "purpose": _l("Why should they belong?"),
    "role": _l("What does it do for your business?"),
    "tasks": _l("What can they do?"),
    "house_rules": _l("House rules"),
}


def translation_form(
    parts: Sequence[Part], locale: str, language: str, named: Named | None = None
) -> FlaskForm:
    """One field per part, below the words as they were written; `language` is that of these."""
    fields = {part.name: _field(part, language, named or {}) for part in parts}
    made: FlaskForm = type("TranslationForm", (FlaskForm,), fields)(
        data={part.name: part.said for part in parts}
    )
    for part in parts:
        made[part.name].render_kw = (made[part.name].render_kw or {}) | {"lang": locale}
    return made


def label_of(part: Part, named: Named | None = None) -> str:
    """What a part is called, to its author."""
    name = str((named or {}).get(part.field) or LABELS[part.field])
    if part.stage is None:
        return name
    return _("Stage %(number)s: %(what)s", number=part.stage, what=name)


def _field(part: Part, language: str, named: Named) -> Any:
    label, written = label_of(part, named), _written(part, language)
    if part.field in LINES:
        return line(label, most=LINES[part.field], description=written)
    rows = min(16, max(4, len(part.written) // 80 + part.written.count("\n") + 1))
    return text(label, most=TEXTS.get(part.field, TEXT_LENGTH_MAX), rows=rows, description=written)


def _written(part: Part, language: str) -> Markup:
    return Markup('<span class="preserve" lang="{}">{}</span>').format(language, escape(part.written))
