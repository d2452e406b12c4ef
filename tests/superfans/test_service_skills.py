from __future__ import annotations

import pytest
import sqlalchemy as sa

from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.superfans import queries, service_skills
from marketplace.superfans.models import Skill
from marketplace.superfans.service_membership import apply
from marketplace.superfans.service_profile import set_skills
from marketplace.superfans.taxonomy import SKILLS
from tests.superfans.worlds import make_fan, make_open_programme


@pytest.fixture
def ana(app):
    def work():
        service_skills.load_taxonomy()
        return make_fan("Ana", clock.now())

    return edge.write(work)


def test_the_taxonomy_is_loaded_as_often_as_one_likes(ana):
    assert edge.write(service_skills.load_taxonomy) == 0
    assert edge.read(lambda: db.session.scalar(sa.select(sa.func.count(Skill.id)))) == len(SKILLS)


def test_an_addition_is_the_fans_at_once_and_others_after_review(ana):
    skill = edge.write(lambda: service_skills.propose_skill(ana, "  Reading   palms ", 4, clock.now()))

    assert (skill.code, skill.state, skill.name_en) == ("own.reading-palms", "proposed", "Reading palms")
    assert [s.level for s in ana.skills] == [4]
    assert "Reading palms" not in edge.read(
        lambda: [name for g in queries.listed_skills() for _, name in g.skills]
    )
    ben = edge.write(lambda: make_fan("Ben", clock.now()))
    with pytest.raises(Invalid, match="skill_unknown"):
        edge.write(lambda: set_skills(ben, {"own.reading-palms": 3}, clock.now()))


def test_an_addition_that_the_list_has_already_is_the_lists_own(ana):
    skill = edge.write(lambda: service_skills.propose_skill(ana, "local HISTORY", 3, clock.now()))

    assert (skill.code, skill.state) == ("guiding.history", "listed")


def test_only_a_business_the_fan_has_to_do_with_reviews(ana):
    edge.write(lambda: service_skills.propose_skill(ana, "Reading palms", 4, clock.now()))
    owner, business, programme = edge.write(lambda: make_open_programme(clock.now()))

    def take():
        return service_skills.list_skill(
            "own.reading-palms", "care", "Palms", "Manos", business, owner, clock.now()
        )

    with pytest.raises(NotFound):
        edge.write(take)
    edge.write(lambda: apply(ana, programme, "", "", clock.now()))
    skill = edge.write(take)

    assert (skill.state, skill.group, skill.name_es) == ("listed", "care", "Manos")
    with pytest.raises(NotFound):
        edge.write(take)


def test_a_refused_addition_goes_from_the_profile_and_cannot_come_back(ana):
    owner, business, programme = edge.write(lambda: make_open_programme(clock.now()))

    def work():
        service_skills.propose_skill(ana, "Winning bets", 5, clock.now())
        apply(ana, programme, "", "", clock.now())
        service_skills.refuse_skill("own.winning-bets", business, owner, clock.now())

    edge.write(work)

    assert ana.skills == []
    with pytest.raises(Invalid, match="skill_refused_before"):
        edge.write(lambda: service_skills.propose_skill(ana, "winning bets", 5, clock.now()))


def test_additions_are_limited_until_they_are_answered(ana):
    def many():
        for number in range(11):
            service_skills.propose_skill(ana, f"Trick number {number}", 1, clock.now())

    with pytest.raises(Refused, match="too_many_proposals"):
        edge.write(many)


def test_skills_are_named_in_the_readers_language(ana, app):
    from marketplace.core.i18n import spoken_to

    def names():
        with spoken_to("es"):
            return queries.skill_names(["guiding.history"]), queries.listed_skills()[0].heading

    assert edge.read(names) == ({"guiding.history": "Historia local"}, "Acompañar y guiar")
