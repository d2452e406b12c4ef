"""Pages that anybody may read: front pages and recruiting pages."""

from __future__ import annotations

from flask import Response, current_app, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_login import current_user

from marketplace.businesses import front as front_sections
from marketplace.businesses import opening, queries, share_images, skill_options
from marketplace.businesses.languages import language_name
from marketplace.businesses.models import Business, Programme
from marketplace.businesses.recruiting import reward_words
from marketplace.core import clock, edge
from marketplace.core.kinds import registry
from marketplace.core.permissions import public
from marketplace.core.texts import in_language, language_of
from marketplace.identity import links

SHARE_IMAGE_SECONDS = 3600


@public
def home() -> ResponseReturnValue:
    """The front page: of the one business here, of all of them, or of an installation that waits for its first."""
    found = queries.businesses()
    if not found:
        demo = url_for("demo.see") if "demo.see" in current_app.view_functions else None
        return render_template("home/empty.html", demo_url=demo)
    if len(found) == 1:
        return front_page(found[0])
    return render_template("home/businesses.html", businesses=found, may_open=opening.may_open())


@public
def front(slug: str) -> ResponseReturnValue:
    """The front page of one business."""
    return front_page(queries.business_named(slug))


def front_page(business: Business) -> str:
    """What a business shows the world."""
    g.business = business
    return render_template(
        "home/business.html",
        programmes=queries.programmes_of(business, "open"),
        kinds=registry,
        sections=front_sections.sections_of(business, clock.now()),
    )


@public
def recruit(public_id: str) -> ResponseReturnValue:
    """Why somebody might join a programme, what they would do, and everything they would get."""
    programme = queries.public_programme(public_id)
    g.business = programme.business
    join_args = {"programme": public_id}
    if request.args.get("invitation"):
        join_args["invitation"] = request.args["invitation"]
    names = skill_options.names()
    return render_template(
        "businesses/recruit.html",
        programme=programme,
        kind=registry.get(programme.kind),
        rewards=reward_words(programme),
        skills=[names[code] for code in programme.skills if code in names],
        languages=[language_name(code) for code in programme.languages],
        address=links.absolute("businesses.recruit", public_id=public_id),
        image=links.absolute("businesses.share_image", public_id=public_id, **_image_language(programme)),
        join_url=_join_url(join_args),
        is_invited="invitation" in join_args,
        is_signed_in=current_user.is_authenticated,
    )


def _image_language(programme: Programme) -> dict[str, str]:
    """Whoever fetches the picture says no language: its address does, where the title is read in another than its own."""
    spoken = language_of(programme, str(get_locale()), "title")
    return {} if spoken == programme.language else {"language": spoken}


def _join_url(arguments: dict[str, str]) -> str | None:
    """Where joining begins: most who read the page are new, so a visitor signs up, or from there signs in."""
    if "superfans.join" not in current_app.view_functions:
        return None
    begin = url_for("superfans.join", **arguments)
    return (
        begin if current_user.is_authenticated else url_for("identity.register", **{"as": "fan"}, next=begin)
    )


@public
def share_image(public_id: str) -> Response:
    """The picture that other sites show beside a link to the recruiting page."""
    programme = queries.public_programme(public_id)
    title = in_language(programme, request.args.get("language", ""), "title")
    name, accent = programme.business.name, programme.business.accent
    edge.release()  # drawing takes a while
    drawn = share_images.draw(title, name, accent)
    response = make_response(drawn)
    response.mimetype = "image/png"
    response.cache_control.public = True
    response.cache_control.max_age = SHARE_IMAGE_SECONDS
    return response
