"""A listing's form: begun for a programme, filled from what stands, read into what the service takes."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_login import current_user

from marketplace.businesses.models import Programme
from marketplace.catalogue import queries
from marketplace.catalogue.forms import ListingForm
from marketplace.catalogue.models import Experience
from marketplace.catalogue.service_listings import ListingText
from marketplace.catalogue.service_sessions import SPOKEN_LEVEL_MIN
from marketplace.core import edge
from marketplace.core.minor import from_minor
from marketplace.geo.spots import Spot, met_at
from marketplace.superfans.models import Superfan
from marketplace.trust import uploads
from marketplace.trust.uploads import PreparedFile

AS_WRITTEN = (
    "title",
    "summary",
    "description",
    "language",
    "meeting_point",
    "city",
    "duration_minutes",
    "guests_min",
    "guests_max",
    "price_per",
)


def begun(programme: Programme, *, language: str) -> ListingForm:
    """An empty form with what is usual for a programme; `language` is that of whoever writes."""
    return ListingForm(
        currency=programme.currency,
        language=language,
        city=queries.usual_town(programme),
        languages=programme.languages or [language],
        guests_min=1,
        guests_max=10,
        cutoff_hours=24,
        duration_minutes=120,
    )


def let_hold(form: ListingForm, fan: Superfan, listing: Experience | None) -> None:
    """Offer the languages in which a fan can hold a date; what the listing says already stays to be chosen."""
    speaks = {one.language for one in fan.languages if one.level >= SPOKEN_LEVEL_MIN}
    if not speaks:
        return
    offered = speaks | set(listing.languages if listing is not None else ())
    if not form.is_submitted():
        form.languages.data = [code for code in form.languages.data if code in offered] or sorted(speaks)
    form.languages.choices = [one for one in form.languages.choices if one.value in offered]


def filled(listing: Experience) -> ListingForm:
    """The form with what a listing says now; a rough point is not shown as if it were one."""
    price = from_minor(listing.price_minor, listing.currency)
    form = ListingForm(obj=listing, price=price, currency=listing.currency)
    if listing.is_rough and not form.is_submitted():
        form.lat.data = form.lon.data = None
    return form


def read(form: ListingForm, programme: Programme, listing: Experience | None) -> ListingText | None:
    """What was entered; nothing when a field is wrong, with the words beside it."""
    if not form.validate():
        return None
    spot = _spot(form, listing)
    if spot is None:
        form.city.errors = [_("We cannot find this town. Try its name alone, or with the country.")]
        return None
    return ListingText(
        **{name: form[name].data for name in AS_WRITTEN},
        lat=spot.lat,
        lon=spot.lon,
        is_rough=spot.is_rough,
        price_minor=form.price.amount_minor,
        languages=tuple(form.languages.data or ()),
        skills=tuple(listing.skills) if listing else (),
        cutoff_hours=24 if form.cutoff_hours.data is None else form.cutoff_hours.data,
    )


def _spot(form: ListingForm, listing: Experience | None) -> Spot | None:
    """Where people meet; a place that was put right is kept while its words are the same."""
    before = Spot(listing.lat, listing.lon, listing.is_rough) if listing else None
    called = (form.meeting_point.data or "", form.city.data or "")
    is_called_so = listing is not None and called == (listing.meeting_point, listing.city)
    return met_at(*called, (form.lat.data, form.lon.data), before, is_called_so=is_called_so)


def prepared_photo(form: ListingForm) -> PreparedFile | None:
    """The photo, re-encoded before the transaction goes on; Invalid when it is none."""
    if not form.photo.data:
        return None
    edge.release()
    return uploads.prepare_image(form.photo.data.stream)


def keep_photo(
    listing: Experience, photo: PreparedFile | None, at: datetime, *, business_ref: str | None
) -> None:
    """Hang a prepared photo on a listing; one of no business goes with the person who gave it."""
    if photo is not None:
        listing.photo_id = uploads.store(
            photo, owner=current_user, purpose="listing", is_private=False, business_ref=business_ref, at=at
        ).id
