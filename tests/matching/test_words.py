"""Every reason and change has a sentence in both languages, with all of its numbers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from matching import Change, Fan, Gig, InvalidProblem, Reason, eligibility, say
from matching.changes import BEYOND_CHANGE
from matching.phrases import FOR, ROUND, RULES
from matching.phrases_changes import CHANGES, FORMS, REMEDIES
from matching.words import REASON_CODES
from tests.matching.people import at, fans, gigs


@given(fans(), gigs())
def test_whatever_eligibility_says_can_be_said(fan: Fan, gig: Gig) -> None:
    answer = eligibility(fan, gig)

    for item in (*answer.reasons, *answer.changes):
        for language in ("en", "es"):
            sentence = say(item, language, zone=fan.zone)
            assert sentence.endswith(".")
            assert "{" not in sentence


@pytest.mark.parametrize("table", [RULES, ROUND, FOR, CHANGES, FORMS, REMEDIES])
def test_both_languages_use_the_same_numbers(table: dict[str, tuple[str, str]]) -> None:
    import string

    for code, (english, spanish) in table.items():
        names = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (english, spanish)
        ]
        assert names[0] == names[1], code
        assert english != spanish


def test_numbers_days_and_instants_are_told_as_people_write_them() -> None:
    far = Reason("too_far", {"distance_m": 6240, "radius_m": 900})
    gap = Reason("unavailable", {"from": at(10), "until": at(12.5)})
    worked = Reason("hours_day", {"on": date(2026, 12, 5), "total_minutes": 750, "cap_minutes": 45})
    score = Reason("below_least_score", {"score": 12345, "least_score": 1234})

    assert say(far) == "It is 6.2 km from home, and the travel radius is 900 m."
    assert say(far, "es").startswith("Está a 6,2 km de casa")
    assert say(gap, zone="America/Mexico_City") == "Not available from Sat 5 Dec 04:00 to Sat 5 Dec 06:30."
    assert (
        say(gap, "es-MX", zone="Europe/Amsterdam")
        == "Sin disponibilidad del sáb 5 dic 11:00 al sáb 5 dic 13:30."
    )
    assert say(worked) == "It would make 12 h 30 min of work on 5 Dec 2026; the limit is 45 min."
    assert say(score) == "The score is 12,345; the programme asks for 1,234."
    assert say(score, "es") == "La puntuación es 12.345; el programa pide 1234."
    assert say(Reason("near", {"distance_m": 12_000})) == "Lives 12 km away."
    assert say(Change("day_cap", {"minutes": 120})) == "Raise the own daily limit to 2 h."


def test_one_day_is_told_once() -> None:
    days = {"valid_from": date(2026, 12, 5), "valid_until": date(2026, 12, 5)}
    more = {**days, "valid_until": date(2026, 12, 6)}

    assert say(Change("credential", {"credential": "p", **days})) == "Hold a valid p on 5 Dec 2026."
    assert say(Change("credential", {"credential": "p", **days}), "es") == "Tener p en vigor el 5 dic 2026."
    assert say(Change("credential", {"credential": "p", **more})).endswith("from 5 Dec 2026 to 6 Dec 2026.")


def test_codes_are_told_by_name_where_there_is_one() -> None:
    names = {"coffee": "coffee roasting", "es": "Spanish"}

    assert say(Reason("language", {"languages": ("es", "nl")}), names=names).endswith("Spanish, nl.")
    assert say(Change("language", {"language": "es", "level": 4}), names=names) == "Reach B2 in Spanish."
    assert "coffee roasting" in say(Change("skill", {"skill": "coffee", "level": 2}), names=names)


def test_unknown_codes_and_languages_are_refused() -> None:
    with pytest.raises(InvalidProblem, match="code"):
        say(Reason("because"))
    with pytest.raises(InvalidProblem, match="language"):
        say(Reason("blocked"), "fr")


def test_every_rule_reason_is_known() -> None:
    assert BEYOND_CHANGE <= REASON_CODES
