"""The command line: JSON in, JSON out, and a status that tells."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

import matching
from matching.cli import CHECKS, MODES, main

EXAMPLES = Path(matching.__file__).parent / "examples"
SCHEMA = json.loads((EXAMPLES.parent / "documents" / "schema.json").read_text("utf-8"))
PARTS = {"rank": "best", "plan": "itineraries", "draw": "lots", "route": "blocks"}
"""What an answer holds, where it is not pairs."""


def fits(name: str, answer: dict[str, Any]) -> bool:
    """Whether the schema describes an answer."""
    return jsonschema_rs.is_valid({**SCHEMA["$defs"][name], "$defs": SCHEMA["$defs"]}, answer)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    """Status and answer of one command; the refusal if it was refused."""
    status = main(words)
    captured = capsys.readouterr()
    return status, json.loads(captured.err if status == 2 else captured.out)


@pytest.mark.parametrize("mode", MODES)
def test_the_example_of_every_mode_is_solved(capsys: pytest.CaptureFixture[str], mode: str) -> None:
    status, answer = run(capsys, "solve", str(EXAMPLES / f"{mode}.json"))

    assert status == 0
    assert answer["mode"] == mode
    assert answer[PARTS.get(mode, "pairs")]
    assert fits(f"{mode}_answer", answer)


@pytest.mark.parametrize("mode", CHECKS)
def test_an_answer_is_verified_and_a_wrong_one_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, mode: str
) -> None:
    problem = str(EXAMPLES / f"{mode}.json")
    _, answer = run(capsys, "solve", problem)
    sound, wrong = tmp_path / "sound.json", tmp_path / "wrong.json"
    sound.write_text(json.dumps(answer))
    answer[PARTS.get(mode, "pairs")] = []
    wrong.write_text(json.dumps(answer))

    assert run(capsys, "verify", problem, str(sound)) == (0, {"violations": []})
    status, found = run(capsys, "verify", problem, str(wrong))
    assert status == 1
    assert found["violations"]
    assert fits("violations", found)


def test_a_pair_is_explained_in_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    problem = str(EXAMPLES / "assign.json")
    _, answer = run(capsys, "solve", problem)
    solution = tmp_path / "solution.json"
    solution.write_text(json.dumps(answer))

    _, solved_anew = run(capsys, "explain", problem, "--fan", "carmen", "--gig", "old-town")
    _, given = run(
        capsys,
        "explain",
        problem,
        "--solution",
        str(solution),
        "--fan",
        "carmen",
        "--gig",
        "old-town",
        "--language",
        "es",
    )

    names = tmp_path / "names.json"
    names.write_text('{"history": "la historia", "art": "el arte"}')
    asked = (
        "explain",
        problem,
        "--fan",
        "bram",
        "--gig",
        "old-town",
        "--language",
        "es",
        "--names",
        str(names),
    )

    assert (
        run(capsys, *asked)[1]["words"]["for_fan"][0]
        == "Hace falta una de estas habilidades: el arte, la historia."
    )
    assert fits("explanation", solved_anew)
    assert solved_anew["words"]["changes"] == ["Widen the travel radius to 17.5 km."]
    assert given["words"]["changes"] == ["Ampliar el radio de desplazamiento a 17,5 km."]


def test_a_gig_is_told_of_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("explain", str(EXAMPLES / "assign.json"), "--gig", "italian-evening")

    _, english = run(capsys, *asked)
    _, spanish = run(capsys, *asked, "--language", "es")

    assert fits("shortage", english)
    assert english["places_left"] == 1
    assert english["words"]["reasons"] == ["Nobody fits yet (places: 1)."]
    assert english["words"]["nearest"]["carmen"] == ["Widen the travel radius to 17 km."]
    assert "Pedir a quienes viven más lejos que se desplacen hasta 17 km: 1." in spanish["words"]["remedies"]
    assert run(capsys, *asked[:-1], "nothing")[1]["field"] == "gig_id"


def test_parameters_and_schema_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    _, params = run(capsys, "params")
    _, schema = run(capsys, "schema")

    assert {"name", "default", "least", "most", "unit", "meaning"} == set(params["params"][0])
    assert schema["title"]


def test_a_market_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    status, figures = run(capsys, "bench", "--fans", "30", "--gigs", "5", "--rounds", "1")

    assert status == 0
    assert figures["violations"] == 0
    assert figures["objective"] <= figures["bound"]


REFUSED: list[tuple[str, str]] = [
    ('{"fans": [', "file"),
    ('{"mode": "guess"}', "mode"),
    ('{"mode": ["assign"]}', "mode"),
    ('{"mode": "plan"}', "journey"),
    ('{"mode": "plan", "journey": {"id": "j", "stages": []}}', "journey.stages"),
    ('{"mode": "rank", "count": "two"}', "count"),
    ('{"mode": "rank", "count": 0}', "count"),
    ('{"mode": "rank", "prices": {"a": "b"}}', "prices"),
    ('{"mode": "rank", "forecast": {"value": 3}}', "forecast.chance_permille"),
    ('{"mode": "draw"}', "interest"),
    ('{"mode": "draw", "interest": {}}', "seed"),
    ('{"mode": "draw", "interest": {"g": [3]}}', "interest.g"),
    ('{"mode": "draw", "interest": {"g": 3}}', "interest"),
    ('{"mode": "mutual", "wishes": []}', "wishes"),
    ('{"mode": "assign", "wishes": {}}', "wishes"),
    ('{"fans": [{"id": "a", "interests": {"b": 1}}]}', "fans[0].interests"),
    ('{"mode": "route", "starts_at": "2026-12-05T10:00:00Z"}', "ends_at"),
    ('{"fans": [{"id": "a"}, {"id": "a"}]}', "fans[1].id"),
    ('{"fans": [{"id": "\\ud800"}]}', "file"),
]


@pytest.mark.parametrize(("text", "field"), REFUSED, ids=[row[1] for row in REFUSED])
def test_bad_input_ends_with_two_and_names_field_and_reason(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, text: str, field: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    status, refusal = run(capsys, "solve", "-")

    assert status == 2
    assert refusal["field"] == field
    assert fits("refusal", refusal)


def test_a_missing_file_and_an_unknown_mode_to_verify_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    empty = tmp_path / "empty.json"
    empty.write_text('{"mode": "guess"}')

    assert run(capsys, "solve", str(tmp_path / "none.json"))[1]["field"] == "file"
    assert run(capsys, "solve", "null\0byte")[1]["field"] == "file"
    assert run(capsys, "verify", str(empty), str(empty))[1]["field"] == "mode"


def test_an_answer_of_another_mode_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = tmp_path / "answer.json"
    answer.write_text('{"mode": "draw"}')

    refusal = run(capsys, "verify", str(EXAMPLES / "assign.json"), str(answer))[1]

    assert refusal == {"field": "mode", "reason": "of the answer must be assign, as the problem's is"}


def test_a_draw_is_replayed_from_its_record_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _, record = run(capsys, "solve", str(EXAMPLES / "draw.json"))
    sound, forged = tmp_path / "sound.json", tmp_path / "forged.json"
    sound.write_text(json.dumps(record))
    forged.write_text(json.dumps({**record, "most_gigs": 1}))

    assert run(capsys, "replay", str(sound)) == (0, {"holds": True})
    assert run(capsys, "replay", str(forged)) == (1, {"holds": False})


WRONG_WORDS: list[tuple[list[str], str]] = [
    ([], "arguments"),
    (["guess"], "arguments"),
    (["solve", str(EXAMPLES / "assign.json"), "--seed", "3"], "seed"),
    (["solve", str(EXAMPLES / "route.json"), "--iterations", "9"], "iterations"),
    (["solve", str(EXAMPLES / "route.json"), "--convention", "dimacs"], "convention"),
    (["bench", "--fans", "9" * 1_000_000], "fans"),
    (["bench", "--rounds", "some"], "rounds"),
    (
        ["explain", str(EXAMPLES / "assign.json"), "--fan", "bram", "--gig", "coffee-walk", "--zone", "Mars"],
        "zone",
    ),
    (["explain", str(EXAMPLES / "assign.json"), "--fan", "x", "--gig", "y", "--language", "fr"], "language"),
    (["explain", str(EXAMPLES / "mutual.json"), "--fan", "bram", "--gig", "coffee-walk"], "mode"),
]


@pytest.mark.parametrize(("words", "field"), WRONG_WORDS, ids=lambda value: str(value)[:40])
def test_wrong_words_are_refused_as_wrong_files_are(
    capsys: pytest.CaptureFixture[str], words: list[str], field: str
) -> None:
    status, refusal = run(capsys, *words)

    assert (status, refusal["field"]) == (2, field)
    assert len(refusal["reason"]) < 250
