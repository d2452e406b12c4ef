"""What counts in matching, tried on the last four weeks before it is used."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

import matching
from marketplace.businesses.access import staff
from marketplace.businesses.models import Programme
from marketplace.businesses.queries import programme_of, programmes_of
from marketplace.core import charts, clock
from marketplace.core.permissions import Permission
from marketplace.core.words import sentence
from marketplace.gigs import queries_rounds, service_weights
from marketplace.gigs.engine import tryout
from marketplace.gigs.engine.work import params_of
from marketplace.gigs.forms import NUMBER
from marketplace.gigs.views_rounds import percent
from marketplace.trust.reader import me
from matching.terms import weights

MOST = 10_000


class WeightsForm(FlaskForm):
    """One whole number for each term of the score."""


for _name in weights(matching.Params()):
    setattr(
        WeightsForm,
        f"weight_{_name}",
        IntegerField(_l("Points"), validators=[InputRequired(NUMBER), NumberRange(0, MOST)]),
    )


@staff(Permission.DESK_VIEW)
def weigh(business_slug: str) -> ResponseReturnValue:
    """The weights as they are; with others in the address, what they would have done. Nothing is kept."""
    programme = _programme()
    is_tried = any(name.startswith("weight_") for name in request.args)
    form = _form(programme, from_address=is_tried)
    return _page(programme, form, is_tried=is_tried and form.validate(), status=200)


@staff(Permission.PROGRAMME_EDIT)
def use_weights(business_slug: str) -> ResponseReturnValue:
    """Use these weights from now on."""
    programme = programme_of(g.business, request.args.get("programme", ""))
    form = WeightsForm()
    _label(form)
    if not form.validate():
        return _page(programme, form, is_tried=False, status=422)
    chosen = {name: int(form[name].data) for name in _names(form)}
    service_weights.use_weights(programme, chosen, me().public_id, clock.now())
    flash(_("From now on matching counts so."), "success")
    here = url_for("gigs.weigh", business_slug=g.business.slug, programme=programme.public_id)
    return redirect(here, 303)


def _page(
    programme: Programme | None, form: WeightsForm, *, is_tried: bool, status: int
) -> ResponseReturnValue:
    month = tryout.month_of(programme, clock.now()) if programme is not None else None
    tried = None
    if month is not None and is_tried:
        tried = tryout.try_weights(month, {name: int(form[name].data) for name in _names(form)})
    refs = {ref for _gig, ins, outs in (tried.differs if tried else ()) for ref in (*ins, *outs)}
    page = render_template(
        "gigs/weights.html",
        programmes=programmes_of(g.business),
        programme=programme,
        form=form,
        fields=[form[name] for name in _names(form)],
        month=month,
        tried=tried,
        names=queries_rounds.names(refs),
        percent=percent,
        series_of=charts.Series,
    )
    return page, status


def _programme() -> Programme | None:
    ref = request.args.get("programme", "")
    return programme_of(g.business, ref) if ref else next(iter(programmes_of(g.business)), None)


def _form(programme: Programme | None, *, from_address: bool) -> WeightsForm:
    now = params_of(programme) if programme is not None else matching.Params()
    known = {name: getattr(now, name) for name in _names(WeightsForm(formdata=None))}
    form = WeightsForm(request.args if from_address else None, data=known, meta={"csrf": False})
    _label(form)
    return form


def _label(form: WeightsForm) -> None:
    for name in _names(form):
        form[name].label.text = sentence(f"term.{name.removeprefix('weight_')}")


def _names(form: WeightsForm) -> list[str]:
    return [field.name for field in form if field.name.startswith("weight_")]
