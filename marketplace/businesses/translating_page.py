"""The page on which an author says something in another language: one for all that people write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses.forms_translating import label_of, translation_form
from marketplace.core.translating import Part, missing

Save = Callable[[dict[str, str]], None]


@dataclass(frozen=True)
class Translation:
    """What is to be said in a language, and where it is kept."""

    title: str  # of the thing, in its own language
    language: str
    parts: Sequence[Part]
    save: Save
    back: str
    named: Mapping[str, Any] = field(default_factory=dict)  # labels that are this thing's own


def translation_page(
    one: Translation, locale: str, template: str = "businesses/translate.html", **context: Any
) -> ResponseReturnValue:
    """Show the form with what is still missing; keep what was entered."""
    form = translation_form(one.parts, locale, one.language, one.named)
    if request.method == "POST" and form.validate():
        one.save({part.name: form[part.name].data for part in one.parts})
        flash(_("Saved."), "success")
        return redirect(one.back, 303)
    lacking = [(form[part.name].id, label_of(part, one.named)) for part in missing(one.parts)]
    page = render_template(template, one=one, form=form, locale=locale, lacking=lacking, **context)
    return page, 422 if form.errors else 200


def in_other_languages(
    parts: Callable[[str], Sequence[Part]], languages: Sequence[str], named: Mapping[str, Any] | None = None
) -> list[tuple[str, list[str]]]:
    """For each other language, what has not been said in it yet, by name."""
    return [(code, [label_of(part, named) for part in missing(parts(code))]) for code in languages]
