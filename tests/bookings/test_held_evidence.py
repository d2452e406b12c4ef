"""What is held about a booking goes to the customer's bank with one press: the right things, of this booking alone."""

from __future__ import annotations

import inspect
import re
from datetime import datetime
from io import BytesIO

import pytest
import stripe
from pypdf import PdfReader

from marketplace.bookings import evidence_reasons
from marketplace.bookings.held_evidence import PHOTOS_MAX, Held, held_for
from marketplace.bookings.models import Booking
from marketplace.core import words
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.gigs import service_work
from marketplace.gigs.models import Assignment
from marketplace.identity.models import Identity
from marketplace.rewards.treasury import disputes as treasury_disputes
from marketplace.rewards.treasury import evidence
from marketplace.trust import object_store, service_reviews, uploads
from marketplace.trust.models import ReviewWindow, Upload
from marketplace.trust.queries_threads import thread_of
from marketplace.trust.service_threads import post_message
from payouts.dispute_files import TOTAL_BYTES_MAX
from tests import world as w
from tests.bookings.conftest import Scene, SignIn
from tests.bookings.test_disputes import DISPUTES, look
from tests.trust.photos import jpeg

NOT_RECEIVED = "4000 0000 0000 2685"
SAID, THANKED, SECRET = "We stand at the fountain.", "Lovely walk!", "The guide was late, for your eyes only."


def walked(scene: Scene, clock: SteppedClock, card: str, *, photos: int = 1, others: bool = False) -> str:
    """The scene's walk, with photos, a message and a review; gives the booking."""
    ref = w.book(scene.session, scene.customer, 2)
    w.pay(ref, card)
    if others:
        w.pay(w.book(scene.session, w.do(lambda at: w.make_identity("Otto Other")), 1), w.GOOD)
    (taken,) = w.accept_all()
    gig = w.look(lambda: w.by_ref(Assignment, taken).gig)
    clock.move_to(gig.starts_at)
    w.check_in(taken)
    for number in range(photos):
        w.do(lambda at, n=number: _photo(taken, f"nonce-{n}", at))
    clock.move_to(gig.ends_at)
    w.complete(taken)
    w.do(lambda at: _say(ref, scene.customer, at))
    return ref


def _photo(assignment_ref: str, nonce: str, at: datetime) -> None:
    assignment = w.by_ref(Assignment, assignment_ref)
    prepared = uploads.prepare_image(BytesIO(jpeg(900, 600, place=True)))
    upload = uploads.store(
        prepared, owner=None, purpose="proof", is_private=True, business_ref=assignment.gig.programme.business.public_id,
        at=at,
    )  # fmt: skip
    service_work.add_proof(
        w.by_ref(Assignment, assignment_ref),
        nonce=nonce,
        step="completion",
        means="photo",
        upload=upload,
        at=at,
    )


def _say(ref: str, customer: Identity, at: datetime) -> None:
    thread = thread_of(ref)
    assert thread is not None
    post_message(thread, w.by_ref(Identity, customer.public_id), SAID, at)
    window = db.session.query(ReviewWindow).filter_by(subject=ref).one()
    for person, text in ((window.customer, THANKED), (window.fan, "Kind guests.")):
        service_reviews.write_review(window, person, stars=5, text=text, private_text=SECRET, at=at)


def disputed(scene: Scene) -> str:
    """The dispute's page."""
    look(scene)
    (found,) = w.look(lambda: treasury_disputes.disputes_of(scene.world.business))
    return f"/desk/{scene.world.business.slug}/money/disputes/{found.object_id}"


def beside(scene: Scene, page: str) -> tuple[dict[str, str], dict[str, str]]:
    """By slot the words of each file, and the facts."""
    object_id = page.rsplit("/", 1)[1]
    files = w.look(
        lambda: [
            (one.file.slot, one.upload.key) for one in evidence.files_of(scene.world.business, object_id)
        ]
    )
    told = {slot: _text(object_store.get(key) or b"") for slot, key in files}
    return told, w.look(lambda: evidence.fields_of(scene.world.business, object_id))


def _text(data: bytes) -> str:
    pages = PdfReader(BytesIO(data)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def ticked(page_source: str) -> list[str]:
    """The values that stand ticked."""
    return re.findall(r'name="held" value="([^"]+)" checked', page_source)


def test_one_press_puts_what_helps_into_the_banks_files_and_fields(
    scene: Scene, clock: SteppedClock, browser_of: SignIn
) -> None:
    walked(scene, clock, NOT_RECEIVED, photos=2)
    page, owner = disputed(scene), browser_of(scene.world.owner)
    shown = owner.get(page).data.decode()
    assert "What is held here" in shown
    on = ticked(shown)
    assert {"attendance", "messages", "review", "offer", "customer"} < set(on)
    assert sum(one.startswith("photo-") for one in on) == 2
    assert not {"receipt", "policy"} & set(on), (
        "they do not speak against this reason, and stand there unticked"
    )
    assert 'value="policy"' in shown
    assert owner.post(f"{page}/files/held", data={"held": on}).status_code == 303
    papers, facts = beside(scene, page)
    assert set(papers) == {"service_documentation", "customer_communication"}
    assert "Gwen Guide" in papers["service_documentation"]
    assert "Checked in on the spot" in papers["service_documentation"]
    assert "2026" in papers["service_documentation"]
    assert SAID in papers["customer_communication"]
    assert THANKED in papers["customer_communication"]
    assert SECRET not in papers["customer_communication"]
    assert facts["customer_name"] == "Carla Customer"
    assert "Nov 28, 2026" in facts["service_date"]
    assert "2 people" in facts["product_description"]
    assert facts["customer_email_address"] == scene.customer.email
    assert set(facts) == {"customer_name", "customer_email_address", "product_description", "service_date"}
    after = owner.get(page).data.decode()
    assert "Carla Customer" in after
    assert owner.post(f"{page}/files/removal", data={"slot": "customer_email_address"}).status_code == 303
    assert "customer_email_address" not in beside(scene, page)[1]
    owner.post(f"{page}/answer", data={"text": "We were there."})
    w.run_due()
    (found,) = w.look(lambda: treasury_disputes.disputes_of(scene.world.business))
    assert found.has_evidence
    assert owner.post(f"{page}/files/held", data={"held": ["offer"]}).status_code == 303
    assert "can no longer be answered" in owner.get(page).data.decode()


def test_every_thing_can_be_ticked_and_pressing_again_replaces_it(
    scene: Scene, clock: SteppedClock, browser_of: SignIn
) -> None:
    walked(scene, clock, DISPUTES)
    page, owner = disputed(scene), browser_of(scene.world.owner)
    every = re.findall(r'name="held" value="([^"]+)"', owner.get(page).data.decode())
    for _press in range(2):
        assert owner.post(f"{page}/files/held", data={"held": every}).status_code == 303
    papers, facts = beside(scene, page)
    assert set(papers) == {"receipt", "customer_communication", "service_documentation", "refund_policy"}
    assert "$78.00" in papers["receipt"]
    assert "Free until a day before" in papers["refund_policy"]
    assert "saw until when everything goes back" in facts["refund_policy_disclosure"]
    assert w.look(lambda: db.session.query(Upload).filter_by(purpose="dispute_evidence").count()) == 4
    sizes = w.look(
        lambda: [
            one.file.size_bytes for one in evidence.files_of(scene.world.business, page.rsplit("/", 1)[1])
        ]
    )
    assert sum(sizes) <= TOTAL_BYTES_MAX


def test_photos_of_a_date_that_others_booked_are_not_offered(
    scene: Scene, clock: SteppedClock, browser_of: SignIn
) -> None:
    walked(scene, clock, NOT_RECEIVED, others=True)
    page, owner = disputed(scene), browser_of(scene.world.owner)
    shown = owner.get(page).data.decode()
    assert "others had booked the same date" in shown
    assert 'value="photo-' not in shown
    assert "Otto Other" not in shown
    photo = w.look(lambda: db.session.query(Assignment).one().proofs[-1].public_id)
    owner.post(f"{page}/files/held", data={"held": ["attendance", f"photo-{photo}"]})
    assert "Something has changed" in owner.get(page).data.decode()
    assert beside(scene, page) == ({}, {})


@pytest.mark.parametrize("choices", [[], ["everything"], ["photo-prf_of_another"]])
def test_what_was_not_offered_puts_nothing_in(
    scene: Scene, clock: SteppedClock, browser_of: SignIn, choices: list[str]
) -> None:
    walked(scene, clock, NOT_RECEIVED)
    page, owner = disputed(scene), browser_of(scene.world.owner)
    assert owner.post(f"{page}/files/held", data={"held": choices}).status_code == 303
    assert beside(scene, page) == ({}, {})


def test_others_put_nothing_in(scene: Scene, clock: SteppedClock, browser_of: SignIn) -> None:
    walked(scene, clock, NOT_RECEIVED)
    page = disputed(scene)
    for person in (scene.customer, scene.world.fans[0].identity):
        assert browser_of(person).post(f"{page}/files/held", data={"held": ["offer"]}).status_code == 404
    assert beside(scene, page) == ({}, {})


def test_too_many_photos_and_a_lost_one_are_said(
    scene: Scene, clock: SteppedClock, browser_of: SignIn
) -> None:
    ref = walked(scene, clock, NOT_RECEIVED, photos=PHOTOS_MAX + 1)
    page, owner = disputed(scene), browser_of(scene.world.owner)
    held: Held = w.look(lambda: held_for(w.by_ref(Booking, ref)))
    photos = [one.choice for one in held.photos]
    owner.post(f"{page}/files/held", data={"held": photos})
    assert f"at most {PHOTOS_MAX} photos" in owner.get(page).data.decode()
    owner.post(f"{page}/files/held", data={"held": photos[:PHOTOS_MAX]})
    papers, _facts = beside(scene, page)
    assert "Photos taken at the time" in papers["service_documentation"]
    object_store.delete(held.photos[0].upload.key)
    owner.post(f"{page}/files/held", data={"held": photos[:1]})
    assert "can no longer be read" in owner.get(page).data.decode()


def test_letters_that_print_lacks_are_said_where_they_are_put_together(
    scene: Scene, clock: SteppedClock, browser_of: SignIn
) -> None:
    walked(scene, clock, NOT_RECEIVED)
    page, owner = disputed(scene), browser_of(scene.world.owner)
    said = "Some letters cannot be printed"
    assert (
        said
        not in owner.post(f"{page}/files/held", data={"held": ["attendance"]}, follow_redirects=True).text
    )

    def rename(at: datetime) -> None:
        w.by_ref(Identity, scene.customer.public_id).name = "陈伟"

    w.do(rename)
    assert said in owner.post(f"{page}/files/held", data={"held": ["attendance"]}, follow_redirects=True).text
    papers, _facts = beside(scene, page)
    assert "may stand for a letter of a script that cannot be printed here" in papers["service_documentation"]


def test_a_customer_who_is_gone_is_not_named(scene: Scene, clock: SteppedClock) -> None:
    ref = walked(scene, clock, NOT_RECEIVED)

    def gone(at: datetime) -> list[str]:
        booking = w.by_ref(Booking, ref)
        booking.customer.erased_at = at
        return held_for(booking).choices

    assert "customer" not in w.do(gone)


def test_every_reason_of_the_provider_has_words_and_says_why() -> None:
    source = inspect.getsource(stripe.Dispute)
    listed = re.search(r"Reason given by cardholder for dispute\. Possible values are (.*?)\. Learn", source)
    assert listed is not None
    reasons = re.findall(r"`(\w+)`", listed[1])
    assert len(reasons) > 10
    for reason in [*reasons, "one that comes tomorrow"]:
        assert reason == "one that comes tomorrow" or f"dispute_reason.{reason}" in words.known()
        assert any(evidence_reasons.helps(item, reason) for item in evidence_reasons.ITEMS)
        for item in evidence_reasons.ITEMS:
            assert evidence_reasons.why(item, reason) in words.known()


def test_what_helps_says_so_in_the_words_of_its_reason_and_the_rest_says_what_it_is(site: object) -> None:
    items = {item for helping in evidence_reasons.HELPS.values() for item in helping}
    for reason in (*evidence_reasons.GROUPS, "general"):
        group = evidence_reasons.group_of(reason)
        for item in items:
            code = evidence_reasons.why(item, reason)
            assert code in words.known()
            assert code.split(".")[1] == (group if item in evidence_reasons.HELPS[group] else "any")
