"""Rounds at the desk: what ran and when, whom each asked and why, a round started now, and how evenly gigs fall."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_percent, get_locale
from flask_babel import gettext as _

from marketplace.businesses.access import staff
from marketplace.businesses.models import Programme
from marketplace.businesses.queries import programme_of, programmes_of
from marketplace.core import charts, clock, texts
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.form_refusals import show_refusal
from marketplace.core.permissions import Permission
from marketplace.gigs import queries_rounds, service_rounds
from marketplace.gigs.engine import told
from marketplace.gigs.forms_rounds import RoundForm
from marketplace.gigs.models import Gig, MatchingRound, RoundGig
from marketplace.gigs.place_named import place_named
from marketplace.gigs.service_rounds import JOB, Window
from marketplace.gigs.shown import spoken
from marketplace.trust.reader import me
from marketplace.trust.service_audit import log_action

YEARS = range(2000, 2200)  # days beyond are nobody's


@staff(Permission.DESK_VIEW)
def rounds(business_slug: str) -> ResponseReturnValue:
    """What ran, by programme and day, and a round to start now."""
    return _list_page(_round_form(), 200)


@staff(Permission.GIGS_EDIT)
def start_round(business_slug: str) -> ResponseReturnValue:
    """Match every gig of a programme that still wants people; pressed twice it is one round."""
    form = _round_form()
    if not form.validate():
        return _list_page(form, 422)
    try:
        programme = programme_of(g.business, form.programme.data)
        window = _window(form)
    except MarketplaceError as refusal:
        return _list_page(form, show_refusal(form, refusal))
    if queries_rounds.is_under_way(JOB, programme.public_id):
        flash(_("A round is under way."), "info")
    else:
        _start(programme, window)
        flash(_("The round has begun. It stands here as soon as people have been asked."), "success")
    here = url_for("gigs.rounds", business_slug=g.business.slug, programme=programme.public_id)
    return redirect(here, 303)


@staff(Permission.DESK_VIEW)
def round_page(business_slug: str, public_id: str) -> ResponseReturnValue:
    """One round; of one of its gigs, everything it tells."""
    found = queries_rounds.round_of(g.business, public_id)
    tally = queries_rounds.tally_of(found)
    page = min(_page(), tally.pages)
    parts = queries_rounds.parts_of(found, page)
    gigs = queries_rounds.gigs_named(g.business, [part.gig_ref for part in parts])
    shown = _shown_gig(found, gigs, parts)
    tells = told.gig_told(found, shown.public_id) if shown is not None else None
    asked = {ref: told.asked_in(found, ref) for ref in gigs}
    refs = {one.fan_ref for people in asked.values() for one in people}
    refs |= told.people_in(tells) if tells is not None else set()
    return render_template(
        "gigs/round.html",
        round=found,
        tally=tally,
        parts=parts,
        page=page,
        shown_part=queries_rounds.part_of(found, shown.public_id) if shown is not None else None,
        programme=programme_of(g.business, found.programme_ref),
        gigs=gigs,
        asked=asked,
        shown=shown,
        tells=tells,
        names=queries_rounds.names(refs),
        spoken=spoken,
        way_to_fill=_way_to_fill,
    )


@staff(Permission.DESK_VIEW)
def fairness(business_slug: str) -> ResponseReturnValue:
    """How evenly the gigs of a programme fell on its people."""
    programmes = programmes_of(g.business)
    programme = _chosen_programme() or (programmes[0] if programmes else None)
    found = queries_rounds.spreads_of(programme, clock.now()) if programme is not None else []
    return render_template(
        "gigs/fairness.html",
        programmes=programmes,
        programme=programme,
        spreads=[one for one in found if not one.is_empty],
        by_hours=queries_rounds.by_hours_of(programme, clock.now()) if programme is not None else None,
        carried=queries_rounds.carried_of(programme) if programme is not None else None,
        percent=percent,
        series_of=charts.Series,
    )


def percent(permille: int) -> str:
    """Thousandths as the reader writes a share."""
    return str(format_percent(permille / 1000))


_WOULD_FILL = {
    **dict.fromkeys(("unavailable", "overlap", "travel_between", "hours_day", "hours_week", "offline"), "time"),
    **{
        code: code
        for code in (
            "skill_missing", "skill_level", "skills_any", "language", "credential_missing", "credential_not_yet",
            "credential_expired", "too_far", "no_home", "group_too_large", "standing_low", "excluded",
        )
    },
}  # fmt: skip


def _way_to_fill(only: dict[str, int]) -> list[tuple[str, int]]:
    """What would fill a place, by how many people it would win: (code of the sentence, people)."""
    ways: dict[str, int] = {}
    for code, number in only.items():
        if code in _WOULD_FILL:
            ways[_WOULD_FILL[code]] = ways.get(_WOULD_FILL[code], 0) + number
    return sorted(ways.items(), key=lambda way: (-way[1], way[0]))


def _shown_gig(found: MatchingRound, gigs: dict[str, Gig], parts: list[RoundGig]) -> Gig | None:
    """The gig asked about, the only one, or what nobody of a team could do; another's is not found."""
    ref = request.args.get("gig")
    if ref:
        queries_rounds.part_of(found, ref)
        named = gigs.get(ref) or queries_rounds.gigs_named(g.business, [ref]).get(ref)
        if named is None:
            raise NotFound
        return named
    wanting = [part for part in parts if found.mode == "plan" and not part.eligible] or parts
    return gigs.get(wanting[0].gig_ref) if len(wanting) == 1 or wanting is not parts else None


def _page() -> int:
    asked = request.args.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1


def _round_form() -> RoundForm:
    form = RoundForm()
    form.programme.choices = texts.choices(programmes_of(g.business, "open"), str(get_locale()))
    chosen = request.args.get("programme")
    if not form.is_submitted() and chosen:
        form.programme.data = chosen
    return form


def _start(programme: Programme, window: Window) -> None:
    at, who = clock.now(), me().public_id
    service_rounds.stage_round(programme.public_id, window, uuid4().hex, at, started_by=who)
    log_action(g.business.public_id, who, "round.start", programme.public_id, {"days": window.days}, at)


def _window(form: RoundForm) -> Window:
    days = int(form.days.data or 1)
    if not form.place_name.data:
        return Window(days)
    place = place_named(form.place_name.data)
    return Window(days, place.lat, place.lon, 1000 * int(form.radius_km.data or 1))


def _list_page(form: RoundForm, status: int) -> ResponseReturnValue:
    programme, day = _chosen_programme(), _day()
    found = queries_rounds.rounds_of(g.business, programme, day)
    open_ = programmes_of(g.business, "open")
    page = render_template(
        "gigs/rounds.html",
        rounds=found,
        programmes=programmes_of(g.business),
        programme=programme,
        day=day,
        form=form if open_ else None,
        under_way=any(queries_rounds.is_under_way(JOB, p.public_id) for p in open_),
    )
    return page, status


def _chosen_programme() -> Programme | None:
    ref = request.args.get("programme", "")
    return programme_of(g.business, ref) if ref else None


def _day() -> date | None:
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
    return day if day.year in YEARS else None
