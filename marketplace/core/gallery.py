"""A page that shows every component with plausible content: the visual test, for those who build pages."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    validators,
    widgets,
)

from marketplace.core.charts import Series
from marketplace.core.permissions import public

blueprint = Blueprint("gallery", __name__, url_prefix="/gallery")

SHOP = SimpleNamespace(
    name="Fernwood Books",
    tagline="Walks, words and good company",
    logo_url=None,
    accent=None,
    slug="fernwood",
    language="en",
    translations={},
)
PLACES = [
    {"latitude": 37.7977, "longitude": -122.4064, "label": "Fernwood Books", "mark": "1", "role": "start"},
    {"latitude": 37.8024, "longitude": -122.4058, "label": "Coit Tower", "mark": "2"},
    {"latitude": 37.8005, "longitude": -122.4103, "label": "Washington Square", "mark": "3"},
    {"latitude": 37.8060, "longitude": -122.4103, "label": "Francisco Park", "mark": "4", "role": "end"},
]


class GalleryForm(FlaskForm):
    """One of each control."""

    full_name = StringField("Your name", [validators.DataRequired("Enter your name")])
    email = EmailField(
        "E-mail address", [validators.DataRequired("Enter an e-mail address like ana@example.org")]
    )
    password = PasswordField("Password", [validators.Length(min=10, message="Use at least 10 characters")])
    about = TextAreaField("What do you love to show people?")
    language = SelectField(
        "Language of the tour",
        choices=[SelectChoice("en", "English"), SelectChoice("es", "Spanish"), SelectChoice("it", "Italian")],
    )
    on_date = DateField("Day", [validators.DataRequired("Enter the day of the tour")])
    at_time = TimeField("Starts at", [validators.Optional()])
    party = IntegerField("How many people?", [validators.NumberRange(1, 12, "Between 1 and 12 people")])
    fee = StringField("Price per person", [validators.Optional()])
    photo = FileField("Photo", [validators.Optional()])
    terms = RadioField(
        "What do fans get?",
        [validators.DataRequired("Choose what fans get")],
        choices=[
            SelectChoice("volunteer", "They volunteer"),
            SelectChoice("perks", "They volunteer, with perks"),
            SelectChoice("paid", "They are paid"),
        ],
    )
    skills = SelectMultipleField(
        "What can you do?",
        choices=[
            SelectChoice("tour", "Guide a walk"),
            SelectChoice("cook", "Cook"),
            SelectChoice("ride", "Ride a bike"),
            SelectChoice("photo", "Take photos"),
        ],
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    agree = BooleanField(
        "I have read the house rules", [validators.DataRequired("Agree to the house rules to go on")]
    )


def init_app(app: Flask) -> None:
    """Mount the gallery; meant for development, where it shows nobody's data."""
    app.register_blueprint(blueprint)


@blueprint.get("/")
@public
def show_components() -> ResponseReturnValue:
    """Show every component. `?wrong=1` shows the form with errors, `?accent=` another accent, `?theme=` a theme."""
    _frame("components")
    form = GalleryForm(formdata=None)
    if request.args.get("wrong"):
        form = GalleryForm(data={"full_name": "", "party": 40})
        form.validate()
    return render_template("gallery/index.html", form=form, **_content())


@blueprint.get("/listing")
@public
def show_listing() -> ResponseReturnValue:
    """Show the components as a customer's page would use them."""
    _frame("listing")
    return render_template("gallery/listing.html", form=GalleryForm(formdata=None), **_content())


@blueprint.get("/desk")
@public
def show_desk() -> ResponseReturnValue:
    """Show the components as an owner's page would use them."""
    _frame("desk")
    return render_template("gallery/desk.html", form=GalleryForm(formdata=None), **_content())


@blueprint.get("/welcome")
@public
def show_welcome() -> ResponseReturnValue:
    """Show the components as a front page would use them."""
    _frame("welcome")
    return render_template("gallery/welcome.html", **_content())


@blueprint.get("/question")
@public
def show_question() -> ResponseReturnValue:
    """Show one question on a page of its own."""
    _frame("question")
    form = GalleryForm(formdata=None)
    if request.args.get("wrong"):
        form.validate()
    return render_template("gallery/question.html", form=form)


def _frame(current: str) -> None:
    g.business = SimpleNamespace(**{**vars(SHOP), "accent": request.args.get("accent")})
    pages = (
        ("components", "Components", "/gallery/", "list"),
        ("welcome", "Front page", "/gallery/welcome", "shop"),
        ("listing", "Listing", "/gallery/listing", "compass"),
        ("desk", "Desk", "/gallery/desk", "chart"),
    )
    g.nav = [(label, url, name == current, icon) for name, label, url, icon in pages]


def _content() -> dict[str, Any]:
    weeks = ["Sep 28", "Oct 5", "Oct 12", "Oct 19", "Oct 26", "Nov 2", "Nov 9", "Nov 16"]
    return {
        "starts_at": datetime(2026, 11, 28, 18, 0, tzinfo=UTC),
        "ends_at": datetime(2026, 11, 28, 20, 30, tzinfo=UTC),
        "places": PLACES,
        "route": [(place["latitude"], place["longitude"]) for place in PLACES],
        "weeks": weeks,
        "filled": [31, 34, 40, 38, 47, 52, 49, 61],
        "walks": [
            Series("Offered", (12, 14, 15, 15, 18, 20, 21, 24)),
            Series("Taken", (9, 12, 13, 14, 15, 19, 19, 23)),
        ],
        "account_nav": [("Sign in", "#", False, "person"), ("Join", "#", False, "heart")],
        "footer_nav": [("House rules", "#"), ("Privacy", "#"), ("Help", "#")],
        "desk_nav": [
            ("", [("Today", "#", True, "home", None), ("Bookings", "#", False, "ticket", 12)]),
            ("Army", [("Members", "#", False, "people", 84), ("Programmes", "#", False, "flag", 3)]),
            ("Money", [("Budget", "#", False, "wallet", None), ("Payouts", "#", False, "money", None)]),
        ],
    }
