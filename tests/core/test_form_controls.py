"""What the form macros learn about fields."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    validators,
    widgets,
)

from marketplace.core.form_controls import (
    control_attributes,
    control_sort,
    error_entries,
    first_control_id,
    hidden_fields,
)


class HoursForm(Form):
    opens = StringField("Opens", [validators.DataRequired("Enter when the day opens")])


class JoinForm(Form):
    name = StringField(
        "Name",
        [validators.DataRequired("Enter your name")],
        render_kw={"autocomplete": "name", "class": "wide"},
    )
    way = RadioField("Way", [validators.DataRequired("Choose a way")], choices=["a", "b"])
    skills = SelectMultipleField(choices=["x"], option_widget=widgets.CheckboxInput())
    town = SelectField(choices=["San Francisco"], validate_choice=False)
    agree = BooleanField("I agree")
    secret = HiddenField()
    csrf_token = HiddenField()
    hours = FormField(HoursForm)
    tags = FieldList(
        StringField("Tag", [validators.Length(max=3, message="At most 3 letters")]), min_entries=1
    )


@pytest.fixture
def form() -> JoinForm:
    form = JoinForm(MultiDict({"tags-0": "far too long"}))
    form.validate()
    form.form_errors.append("Nothing was saved")
    return form


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("name", "control"),
        ("way", "group"),
        ("skills", "group"),
        ("town", "control"),
        ("agree", "check"),
        ("secret", "hidden"),
    ],
)
def test_each_sort_of_control_is_known(form: JoinForm, name: str, sort: str) -> None:
    assert control_sort(form[name]) == sort


def test_errors_lead_to_their_fields_nested_ones_included(form: JoinForm) -> None:
    assert list(error_entries(form)) == [
        ("", "Nothing was saved"),
        ("name", "Enter your name"),
        ("way-0", "Choose a way"),
        ("hours-opens", "Enter when the day opens"),
        ("tags-0", "At most 3 letters"),
    ]


def test_a_wrong_control_says_so_and_keeps_its_own_attributes(form: JoinForm) -> None:
    attributes = control_attributes(
        form.name, "input", "name-hint name-error", {"maxlength": 40, "class": "input--code"}
    )

    assert attributes == {
        "class": "input wide input--code",
        "autocomplete": "name",
        "maxlength": 40,
        "aria-describedby": "name-hint name-error",
        "aria-invalid": "true",
    }


def test_the_token_is_left_to_the_form_macro(form: JoinForm) -> None:
    assert [field.short_name for field in hidden_fields(form)] == ["secret"]


def test_a_link_to_a_group_leads_to_its_first_choice(form: JoinForm) -> None:
    assert first_control_id(form.way) == "way-0"
    assert first_control_id(form.name) == "name"
