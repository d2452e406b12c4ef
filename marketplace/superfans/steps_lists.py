"""The steps that build a list: skills and languages, each with how well."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from marketplace.businesses import skill_options
from marketplace.businesses.languages import SPOKEN, language_choices, language_name
from marketplace.businesses.queries import public_programme
from marketplace.businesses.skill_options import SkillGroup
from marketplace.core import clock, texts
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.form_refusals import show_refusal
from marketplace.superfans import join_steps, queries, service_profile, service_skills
from marketplace.superfans.choices import LANGUAGE_LEVELS, SKILL_LEVELS
from marketplace.superfans.forms import LanguagesForm, SkillsForm
from marketplace.superfans.join_flow import Flow
from marketplace.superfans.models import Superfan

LEVEL_PREFIX = "level."
USUAL_SKILL_LEVEL, USUAL_LANGUAGE_LEVEL = 3, 4
SEARCH_LENGTH_MAX = 60


def skills(fan: Superfan, flow: Flow) -> ResponseReturnValue:
    """Tick what one can do, say how well, search the list, or add something to it; searching saves as well."""
    form, status = SkillsForm(), 200
    if form.validate_on_submit():
        try:
            _save_skills(fan, form)
        except MarketplaceError as error:
            status = show_refusal(form, error)
        else:
            return redirect(_after_skills(form, flow), 303)
    elif form.is_submitted():
        status = 422
    looked_for = request.args.get("q", "")[:SEARCH_LENGTH_MAX]
    return render_template(
        "superfans/step_skills.html",
        form=form,
        fan=fan,
        flow=flow,
        step="skills",
        steps=join_steps,
        mine=[(s.skill, queries.skill_name(s.skill), s.level) for s in fan.skills],
        groups=_matching(queries.listed_skills(), looked_for, {s.skill.code for s in fan.skills}),
        looked_for=looked_for,
        ticked=request.form.getlist("add"),
        levels=list(SKILL_LEVELS.items()),
        wanted_by=_wanted_by(flow),
    ), status


def _wanted_by(flow: Flow) -> tuple[str, dict[str, str]] | None:
    """The programme that somebody is on the way to, and the skills that it asks for: whoever lacks one is never asked."""
    try:
        programme = public_programme(flow.programme)
    except NotFound:
        return None
    names = skill_options.names()
    wanted = {code: names[code] for code in programme.skills if code in names}
    return (texts.in_language(programme, str(get_locale()), "title"), wanted) if wanted else None


def languages(fan: Superfan, flow: Flow) -> ResponseReturnValue:
    """Say which languages one speaks and how well, one row each."""
    form, status = LanguagesForm(), 200
    if form.is_submitted():
        try:
            _save_languages(fan)
        except MarketplaceError as error:
            status = show_refusal(form, error)
        else:
            return redirect(
                flow.step_url("languages") if "again" in request.form else flow.onward("languages"), 303
            )
    mine = sorted(
        ((one.language, language_name(one.language), one.level) for one in fan.languages), key=lambda r: r[1]
    )
    held = {code for code, _, _ in mine}
    own = str(get_locale() or "en")[:2]
    return render_template(
        "superfans/step_languages.html",
        form=form,
        fan=fan,
        flow=flow,
        step="languages",
        steps=join_steps,
        mine=mine,
        others=[pair for pair in language_choices() if pair[0] not in held],
        suggested=own if own in SPOKEN and not mine else "",
        levels=list(LANGUAGE_LEVELS.items()),
    ), status


def _save_skills(fan: Superfan, form: SkillsForm) -> None:
    levels = _levels({s.skill.code: s.level for s in fan.skills})
    for code in request.form.getlist("add"):
        levels.setdefault(code, USUAL_SKILL_LEVEL)
    service_profile.set_skills(fan, levels, clock.now())
    if form.own_skill.data:
        service_skills.propose_skill(fan, form.own_skill.data, USUAL_SKILL_LEVEL, clock.now())


def _after_skills(form: SkillsForm, flow: Flow) -> str:
    """On to the next step; back to the list for whoever searched it or added to it."""
    if "search" not in request.form and not form.own_skill.data:
        return flow.onward("skills")
    looked_for = request.form.get("q", "")[:SEARCH_LENGTH_MAX] if "search" in request.form else None
    return url_for("superfans.profile_step", step="skills", q=looked_for, **flow.args)


def _save_languages(fan: Superfan) -> None:
    levels = _levels({one.language: one.level for one in fan.languages})
    added = request.form.get("add_language", "")
    if added:
        levels[added] = _whole(request.form.get("add_level", ""), USUAL_LANGUAGE_LEVEL)
    service_profile.set_languages(fan, levels, clock.now())


def _levels(held: dict[str, int]) -> dict[str, int]:
    """What was said of each thing held already; a level of nothing takes it away."""
    said = {code: _whole(request.form.get(LEVEL_PREFIX + code, ""), level) for code, level in held.items()}
    return {code: level for code, level in said.items() if level}


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) == 1 else otherwise


def _matching(groups: list[SkillGroup], looked_for: str, held: set[str]) -> list[SkillGroup]:
    """The groups with the skills that contain what is looked for, without those held already."""
    words = looked_for.casefold().split()
    found = [
        SkillGroup(
            group.heading,
            [
                (code, name)
                for code, name in group.skills
                if code not in held and _fits(name, group.heading, words)
            ],
        )
        for group in groups
    ]
    return [group for group in found if group.skills]


def _fits(name: str, heading: str, words: list[str]) -> bool:
    text = f"{name} {heading}".casefold()
    return all(word in text for word in words)
