"""What a service refuses, said beside the field at fault or on the page that one is led back to."""

from __future__ import annotations

from flask import flash
from flask_wtf import FlaskForm

from marketplace.core import edge, words
from marketplace.core.errors import MarketplaceError


def show_refusal(form: FlaskForm, error: MarketplaceError) -> int:
    """Put a refusal's sentence on its field, or on top of the form; returns the status to answer with."""
    sentence = words.sentence(error.code, error.params)
    if error.field is not None and error.field in form:
        field = form[error.field]
        field.errors = [*field.errors, sentence]
    else:
        form.form_errors.append(sentence)
    return error.status


def flash_refusal(error: MarketplaceError, category: str = "warning") -> None:
    """Say a refusal on top of the page that one is led back to; what was written before it is rolled back."""
    edge.keep_nothing()
    flash(words.sentence(error.code, error.params), category)
