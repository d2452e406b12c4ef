"""Eligibility with every reason, and changes that really make the pair feasible."""

from __future__ import annotations

from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from matching import Change, Commitment, Credential, Fan, Gig, Interval, Params, eligibility, with_changes
from matching.changes import BEYOND_CHANGE
from tests.matching.people import HAARLEM, SCHIPHOL, at, fans, gigs, guide, walk


def test_a_fitting_fan_is_eligible_without_reasons_or_changes() -> None:
    answer = eligibility(guide(), walk())

    assert answer.ok
    assert answer.reasons == ()
    assert answer.changes == ()


def test_every_reason_is_given_and_answered_by_the_smallest_change() -> None:
    fan = guide(available=[Interval(at(8), at(11))], skills={"coffee": 1}, languages={"en": 3, "fr": 6})

    answer = eligibility(fan, walk(location=HAARLEM, languages_any={"en": 4, "nl": 2}))

    assert [reason.code for reason in answer.reasons] == ["skill_level", "language", "too_far", "unavailable"]
    assert answer.changes == (
        Change("skill", {"skill": "coffee", "level": 2}),
        Change("language", {"language": "en", "level": 4}),
        Change("radius", {"radius_m": 17_500}),
        Change("hours", {"from": at(11), "until": at(12)}),
    )


def test_nothing_is_suggested_where_nothing_would_help() -> None:
    too_young = eligibility(guide(born_on=date(2015, 1, 1), skills={}), walk(age_min=18))
    beyond = eligibility(guide(radius_m=100), walk(location=HAARLEM), Params(radius_limit_m=5000))

    assert not too_young.ok
    assert too_young.changes == ()
    assert not beyond.ok
    assert beyond.changes == ()


def test_an_own_limit_may_be_raised_but_not_the_general_one() -> None:
    busy = guide(committed=[Commitment(at(13), at(17))], day_cap_minutes=300)

    own = eligibility(busy, walk())
    general = eligibility(busy, walk(), Params(day_cap_minutes=300))

    assert own.changes == (Change("day_cap", {"minutes": 360}),)
    assert general.changes == (Change("free", {"from": at(13), "until": at(17)}),)


def test_as_much_is_given_back_as_the_hours_need_and_no_more() -> None:
    days = [Commitment(at(10, day=-day), at(11 + day, day=-day)) for day in (1, 2, 3)]  # 2, 3 and 4 hours
    busy = guide(committed=days)

    def given_back(cap_minutes: int) -> list[int]:
        changes = eligibility(busy, walk(), Params(week_cap_minutes=cap_minutes)).changes
        return [days.index(Commitment(c.params["from"], c.params["until"])) + 1 for c in changes]  # type: ignore[arg-type]

    assert given_back(660) == []  # two hours more make eleven
    assert given_back(480) == [2]
    assert given_back(300) == [3, 1]
    assert given_back(240) == [3, 2]
    assert given_back(120) == [3, 2, 1]
    assert given_back(119) == []  # the walk alone is too long


def test_what_is_given_back_for_overlap_also_lowers_the_hours() -> None:
    busy = guide(committed=[Commitment(at(11), at(17))], day_cap_minutes=360)

    answer = eligibility(busy, walk())

    assert answer.changes == (Change("free", {"from": at(11), "until": at(17)}),)


@given(fans(), gigs(), st.sampled_from([Params(), Params(day_cap_minutes=240, week_cap_minutes=300)]))
@example(
    guide(
        committed=[Commitment(at(9), at(9.5), SCHIPHOL)],
        credentials={"p": Credential(None, date(2020, 1, 1))},
    ),
    walk(credentials={"p"}, must_be_online=True, party=9, standing_min=900),
    Params(),
)
def test_making_the_suggested_changes_makes_the_pair_feasible(fan: Fan, gig: Gig, params: Params) -> None:
    answer = eligibility(fan, gig, params)

    assert answer.ok == (not answer.reasons)
    if answer.changes:
        changed = eligibility(with_changes(fan, gig, answer.changes), gig, params)
        assert changed.ok, changed.reasons


@given(fans(), gigs())
def test_a_change_is_found_unless_a_reason_is_beyond_change_or_hours_are_full(fan: Fan, gig: Gig) -> None:
    answer = eligibility(fan, gig)

    codes = {reason.code for reason in answer.reasons}
    if codes and not codes & (BEYOND_CHANGE | {"hours_day", "hours_week", "overlap", "travel_between"}):
        assert answer.changes


@given(fans(), gigs())
def test_no_suggested_change_is_superfluous(fan: Fan, gig: Gig) -> None:
    answer = eligibility(fan, gig)

    for left_out in range(len(answer.changes)):
        fewer = answer.changes[:left_out] + answer.changes[left_out + 1 :]
        assert not eligibility(with_changes(fan, gig, fewer), gig).ok
