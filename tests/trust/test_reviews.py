"""Reviews: neither side reads the other's before both are in or the window has closed; only a case takes one away."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from marketplace.core import edge, jobs
from marketplace.core.clock import SteppedClock
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.identity.models import Identity
from marketplace.trust import queries_reviews, queries_standing, subjects
from marketplace.trust.models import Review, ReviewWindow
from marketplace.trust.service_cases import decide_case, open_case
from marketplace.trust.service_reviews import open_window, write_review
from tests.conftest import NOON
from tests.trust.worlds import BOOKING, FAN_REF, PROGRAMME, World, notices_of


def window_in(world: World) -> ReviewWindow:
    return edge.write(
        lambda: open_window(
            business_ref=world.ref, programme_ref=PROGRAMME, subject=BOOKING, title="Fog walk",
            customer=world.ana, fan=world.ben, fan_ref=FAN_REF, at=NOON,
        )
    )  # fmt: skip


def write(
    window: ReviewWindow, author: Identity, stars: int = 5, text: str = "Lovely.", at: datetime = NOON
) -> Review:
    return edge.write(lambda: write_review(window, author, stars=stars, text=text, private_text="", at=at))


def about(person: Identity) -> list[str]:
    return edge.read(lambda: [r.text for r in queries_reviews.about(person)])


def test_both_sides_are_invited_once(world: World) -> None:
    assert window_in(world).public_id == window_in(world).public_id
    assert notices_of(world.ana) == notices_of(world.ben) == ["review.invited"]


def test_the_first_stays_unread_until_the_second_is_in(world: World) -> None:
    window = window_in(world)

    write(window, world.ana, text="He knows every stone.")
    assert about(world.ben) == []
    assert edge.read(lambda: queries_reviews.window_for(window.public_id, world.ben)).other is None

    write(window, world.ben, text="A fine listener.")
    assert about(world.ben) == ["He knows every stone."]
    assert about(world.ana) == ["A fine listener."]
    assert notices_of(world.ana)[-1] == notices_of(world.ben)[-1] == "review.shown"


def test_it_can_be_rewritten_until_then_and_not_after(world: World) -> None:
    window = window_in(world)
    write(window, world.ana, 1, "Awful.")
    write(window, world.ana, 4, "Good after all.")
    write(window, world.ben)

    with pytest.raises(Refused, match="review_shown"):
        write(window, world.ana, 1, "Awful!")
    assert about(world.ben) == ["Good after all."]


def test_the_window_closes_by_the_clock(world: World, clock: SteppedClock) -> None:
    window = window_in(world)
    write(window, world.ana, text="He knows every stone.")

    jobs.run_due(clock.advance(days=13, hours=23))
    assert about(world.ben) == []
    jobs.run_due(clock.advance(hours=1))
    jobs.run_due(clock.advance(hours=1))

    assert about(world.ben) == ["He knows every stone."]
    assert notices_of(world.ben).count("review.shown") == 1
    with pytest.raises(Refused, match="review_closed"):
        write(window, world.ben, at=clock.now())


def test_the_last_moment_still_counts(shop: World) -> None:
    window = window_in(shop)

    write(window, shop.ana, at=NOON + timedelta(days=14) - timedelta(microseconds=1))
    with pytest.raises(Refused):
        write(window, shop.ben, at=NOON + timedelta(days=14))


def test_strangers_have_no_word(shop: World) -> None:
    window = window_in(shop)

    with pytest.raises(NotFound):
        write(window, shop.eve)
    with pytest.raises(NotFound):
        edge.read(lambda: queries_reviews.window_for(window.public_id, shop.olga))


@pytest.mark.parametrize(
    ("stars", "text", "field"), [(0, "", "stars"), (6, "", "stars"), (3, "x" * 2001, "text")]
)
def test_what_cannot_be_used_names_its_field(shop: World, stars: int, text: str, field: str) -> None:
    window = window_in(shop)

    with pytest.raises(Invalid) as refusal:
        write(window, shop.ana, stars, text)
    assert refusal.value.field == field


def test_stars_move_quality_and_bad_ones_only_after_a_person(world: World) -> None:
    window = window_in(world)
    write(window, world.ana, 1)
    write(window, world.ben, 1)

    fan = edge.read(lambda: queries_standing.reliability([FAN_REF]))[FAN_REF]
    assert (fan.stars_mean, fan.stars_count) == (1.0, 1)
    assert fan.label == "new"  # the fall of two points waits on the desk
    (fall,) = edge.read(lambda: queries_standing.falls_awaiting(world.ref))
    assert (fall.points, fall.evidence["stars"]) == (-2, 1)


def test_only_the_decision_of_a_case_takes_it_from_view(world: World) -> None:
    window = window_in(world)
    review = write(window, world.ana, 5, "He sells stolen bicycles.")
    write(window, world.ben)
    found = edge.read(lambda: subjects.touching(review.public_id, world.ben))
    assert found.evidence == {"quote": "He sells stolen bicycles.", "stars": 5}

    case = edge.write(
        lambda: open_case(
            business_ref=world.ref, kind="report", subject=review.public_id, opened_by=world.ben,
            against=found.other_than(world.ben), title="A lie", text="I do not.", upload=None, at=NOON,
        )
    )  # fmt: skip
    assert len(about(world.ben)) == 1
    edge.write(lambda: decide_case(case, world.olga, "hidden", "It is a grave claim without evidence.", NOON))

    assert about(world.ben) == []
    assert edge.read(lambda: queries_reviews.window_for(window.public_id, world.ben)).other is None
    assert edge.read(lambda: queries_standing.reliability([FAN_REF]))[FAN_REF].stars_count == 0


def test_staff_read_the_words_for_the_business_alone(world: World) -> None:
    window = window_in(world)
    edge.write(
        lambda: write_review(window, world.ana, stars=4, text="Good.", private_text="Cold feet.", at=NOON)
    )
    write(window, world.ben)

    reviews, pages = edge.read(lambda: queries_reviews.reviews_of_business(world.ref))

    assert {r.private_text for r in reviews} == {"", "Cold feet."}
    assert pages == 1
    assert edge.read(lambda: queries_reviews.reviews_of_business("biz_of_another_shop")) == ([], 1)
