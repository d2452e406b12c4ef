"""Forms about programmes: the five questions, and the sections in which a programme is changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField

from config import LOCALES
from marketplace.businesses import languages, north_star, queries, skill_options
from marketplace.businesses.choices import CANCELLATION, JOINING, OFFER_MODES, TERMS, WAYS
from marketplace.businesses.form_fields import degrees, line, number, one_of, options, selected, text, ticked
from marketplace.businesses.models import Business
from marketplace.businesses.programme_fields import ANSWER_HOURS_MAX, TEXT_LENGTH_MAX
from marketplace.core.i18n import LOCALE_NAMES
from marketplace.core.kinds import Kind, Setting
from marketplace.core.minor import from_minor
from marketplace.core.money_fields import MoneyField, set_currency

SETTING_PREFIX = "setting_"
DEGREES = {"latitude": 90, "longitude": 180}


class WordsPart:
    """What the programme says of itself."""

    title = line(_l("Name of the programme"), most=100, needed=_l("Please give the programme a name."))
    language = selected(_l("The words below are in"), [(code, LOCALE_NAMES[code]) for code in LOCALES])
    whom = text(
        _l("Whom do you want?"),
        most=TEXT_LENGTH_MAX,
        rows=3,
        description=_l(
            "The people you hope for, in your own words. Such as “Regulars who know every street and like company”."
        ),
    )
    purpose = text(
        _l("Why should they belong?"),
        most=TEXT_LENGTH_MAX,
        description=_l(
            "The purpose, from their side. People give their time to something, not to a list of jobs."
        ),
    )
    role = text(
        _l("What does it do for your business?"),
        most=TEXT_LENGTH_MAX,
        description=_l("The role, from your side. Members may read it: it is fair to say what you get."),
    )
    house_rules = text(
        _l("House rules"),
        most=TEXT_LENGTH_MAX,
        rows=6,
        description=_l("What everybody keeps to. Short is best."),
    )


class WorkPart:
    """What people do, and what they must be able to do."""

    tasks = text(
        _l("What can they do?"),
        most=TEXT_LENGTH_MAX,
        description=_l(
            "What a member does on an ordinary day. It stands on the page where people decide whether to join."
        ),
    )
    skills = ticked(_l("Skills that every gig needs"), description=_l("Leave all empty to let anyone try."))
    languages = ticked(
        _l("Languages, one of which they must speak"),
        description=_l("Leave all empty if language does not matter."),
    )


class AnswersPart:
    """Who answers."""

    responsible = selected(
        _l("Who is responsible?"), description=_l("This person decides when something is contested.")
    )
    support_contact = line(
        _l("Where do people ask?"),
        most=254,
        needed=_l("Please say where people can ask."),
        description=_l("An e-mail address or a telephone number."),
    )
    answer_hours = number(
        _l("They hear back within"),
        1,
        ANSWER_HOURS_MAX,
        needed=_l("Please say within how many hours you answer."),
        description=_l("Promise what you can keep."),
    )


class SuccessPart:
    """What success would be."""

    north_star = selected(_l("What would success be?"), description=_l("One number. Your desk opens on it."))
    north_star_target = number(
        _l("How many in four weeks would make you glad?"),
        0,
        10**9,
        description=_l("You can leave this open."),
    )


class JoiningPart:
    """How people come in and how they take part."""

    way = one_of(_l("How do people take part?"), WAYS)
    joining = one_of(_l("Who may join?"), JOINING)


class RulesPart:
    """What customers and fans can rely on."""

    cancellation = one_of(_l("When a customer cancels"), CANCELLATION)
    offer_mode = one_of(_l("How are gigs offered?"), OFFER_MODES)
    accept_hours = number(
        _l("A fan may think it over for"), 1, 14 * 24, description=_l("After that the next one is asked.")
    )


class RewardPart:
    """What people get."""

    terms = one_of(_l("What do they get?"), TERMS)
    pay_hour = MoneyField(
        _l("About how much is an hour worth?"),
        may_be_zero=True,
        description=_l("Only if you pay. We work out the rest from it, and you can change every part."),
    )


class QuestionsForm(
    RewardPart, WorkPart, AnswersPart, SuccessPart, WordsPart, JoiningPart, RulesPart, FlaskForm
):
    """The five questions, and everything a template has filled in."""


SECTIONS: dict[str, tuple[Any, type]] = {
    "words": (_l("What it says"), WordsPart),
    "work": (_l("What people do"), WorkPart),
    "answers": (_l("Who answers"), AnswersPart),
    "success": (_l("What success is"), SuccessPart),
    "joining": (_l("Who may join"), JoiningPart),
    "rules": (_l("Offers and cancellations"), RulesPart),
}


def questions_form(kind: Kind, business: Business, **values: Any) -> QuestionsForm:
    """The five questions for one kind, with the kind's own settings among what is folded away."""
    form_class = type("KindQuestionsForm", (QuestionsForm,), _setting_fields(kind))
    return _with_choices(_for_kind(form_class(data=values), kind), business)


def section_form(section: str, kind: Kind, business: Business, **values: Any) -> FlaskForm:
    """One section of a programme, as it stands."""
    extra = _setting_fields(kind) if section == "rules" else {}
    form_class = type("SectionForm", (SECTIONS[section][1], FlaskForm), extra)
    return _with_choices(_for_kind(form_class(data=values), kind), business)


def _for_kind(form: Any, kind: Kind) -> Any:
    """Nobody cancels what no customer books."""
    if "cancellation" in form and not kind.is_booked:
        del form.cancellation
    return form


def settings_from(form: FlaskForm, kind: Kind) -> dict[str, Any]:
    """What departs from the kind's defaults."""
    entered = {s: form[SETTING_PREFIX + s.code].data for s in asked_of(kind)}
    kept = {
        s: form[SETTING_PREFIX + s.code].minor if s.unit == "money" else value for s, value in entered.items()
    }
    return {s.code: value for s, value in kept.items() if value not in (None, s.default)}


def settings_shown(kind: Kind, values: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """Settings by the names of their fields, money as people write it."""
    known = kind.shown(dict(values))
    return {
        SETTING_PREFIX + s.code: from_minor(known[s.code], currency) if s.unit == "money" else known[s.code]
        for s in asked_of(kind)
    }


def asked_of(kind: Kind) -> list[Setting]:
    """The settings of a kind that a form asks for."""
    return [s for s in kind.all_settings if s.is_asked]


def _with_choices(form: Any, business: Business) -> Any:
    set_currency(form, business.currency)
    if "responsible" in form:
        staff = queries.staff_list(business)
        form.responsible.choices = [
            (s.identity.public_id, s.identity.name or s.identity.email) for s in staff
        ]
    if "north_star" in form:
        form.north_star.choices = options(north_star.choices())
    if "skills" in form:
        form.skills.choices = options(skill_options.names().items())
        form.languages.choices = options(languages.language_choices())
    return form


def _setting_fields(kind: Kind) -> dict[str, Any]:
    return {SETTING_PREFIX + s.code: _setting_field(s) for s in asked_of(kind)}


def _setting_field(setting: Setting) -> Any:
    if isinstance(setting.default, bool):
        return BooleanField(setting.label, description=setting.meaning)
    if setting.unit == "money":
        return MoneyField(setting.label, may_be_zero=True, description=setting.meaning)
    if setting.unit in DEGREES:
        return degrees(setting.label, DEGREES[setting.unit], description=setting.meaning)
    if isinstance(setting.default, int):
        least = 0 if setting.least is None else setting.least
        most = 10**9 if setting.most is None else setting.most
        return number(setting.label, least, most, description=setting.meaning)
    return line(setting.label, most=200, needed=setting.needed, description=setting.meaning)
