"""What the form macros need to know of a WTForms field: its sort, its attributes, its errors."""

from collections.abc import Iterator, Mapping
from typing import Any

from wtforms import Field, FieldList, Form, FormField


def control_sort(field: Field) -> str:
    """Return `group` for radio buttons and check boxes, `check` for one box, `hidden`, or `control`."""
    option = getattr(field, "option_widget", None)
    if getattr(option, "input_type", None) in {"radio", "checkbox"}:
        return "group"
    input_type = getattr(field.widget, "input_type", None)
    if input_type == "checkbox":
        return "check"
    return "hidden" if input_type == "hidden" else "control"


def control_attributes(
    field: Field, css: str, described_by: str, attributes: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the attributes of a control: its class, what describes it, whether it is wrong, and further ones."""
    own = dict(field.render_kw or {})
    merged: dict[str, Any] = {**own, **attributes}
    merged["class"] = " ".join(part for part in (css, own.get("class"), attributes.get("class")) if part)
    if described_by:
        merged["aria-describedby"] = described_by
    if field.errors:
        merged["aria-invalid"] = "true"
    return merged


def first_control_id(field: Field) -> str:
    """Return the id a link to the field leads to; of a group, its first choice."""
    return f"{field.id}-0" if control_sort(field) == "group" else str(field.id)


def error_entries(form: Form) -> Iterator[tuple[str, str]]:
    """Yield (id or nothing, sentence) for everything wrong in a form, nested ones included."""
    for sentence in form.form_errors:
        yield "", sentence
    for field in form:
        yield from _field_errors(field)


def hidden_fields(form: Form) -> list[Field]:
    """Return the hidden fields except the token, which the form macro writes itself."""
    return [field for field in form if control_sort(field) == "hidden" and field.short_name != "csrf_token"]


def _field_errors(field: Field) -> Iterator[tuple[str, str]]:
    if isinstance(field, FormField):
        yield from error_entries(field.form)
    elif isinstance(field, FieldList):
        for entry in field.entries:
            yield from _field_errors(entry)
        for sentence in field.errors:
            if not isinstance(sentence, (list, tuple, dict)):
                yield str(field.id), sentence
    else:
        target = "" if control_sort(field) == "hidden" else first_control_id(field)
        for sentence in field.errors:
            yield target, sentence
