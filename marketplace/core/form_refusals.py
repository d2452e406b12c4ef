"""What a service refuses, said beside the field at fault."""

from __future__ import annotations

from flask_wtf import FlaskForm

from marketplace.core import words
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
