from __future__ import annotations

from types import SimpleNamespace

from marketplace.superfans import join_steps


def fan(**said):
    nothing = {"skills": [], "languages": [], "interests": [], "home_lat": None, "rules": [], "motives": []}
    return SimpleNamespace(**(nothing | said))


def test_the_steps_follow_each_other_there_and_back():
    codes = [step.code for step in join_steps.STEPS]

    assert [join_steps.after(code) for code in codes] == [*codes[1:], None]
    assert [join_steps.before(code) for code in codes] == [None, *codes[:-1]]


def test_somebody_who_comes_back_goes_on_at_the_first_open_question():
    assert join_steps.first_open(fan()) == "skills"
    assert join_steps.first_open(fan(skills=[1], languages=[1], interests=["jazz"])) == "home"
    assert (
        join_steps.first_open(
            fan(skills=[1], languages=[1], interests=["jazz"], home_lat=1.0, rules=[1], motives=["earn"])
        )
        is None
    )


def test_only_languages_and_a_home_are_needed_to_be_matched():
    assert [step.code for step in join_steps.missing(fan())] == ["languages", "home"]
    assert join_steps.missing(fan(languages=[1], home_lat=0.0)) == []
