"""The command line: JSON in, JSON out, and a status that tells."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

import matching
from matching.cli import CHECKS, MODES, main
from tests.matching.readers.files import LILIM, SOLOMON, TASKS, WORKERS

EXAMPLES = Path(matching.__file__).parent / "examples"


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
    assert any(answer.get(part) for part in ("pairs", "best", "itineraries", "blocks", "lots"))


@pytest.mark.parametrize("mode", CHECKS)
def test_an_answer_is_verified_and_a_wrong_one_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, mode: str
) -> None:
    problem = str(EXAMPLES / f"{mode}.json")
    _, answer = run(capsys, "solve", problem)
    sound, wrong = tmp_path / "sound.json", tmp_path / "wrong.json"
    sound.write_text(json.dumps(answer))
    answer[{"route": "blocks", "draw": "lots"}.get(mode, "pairs")] = []
    wrong.write_text(json.dumps(answer))

    assert run(capsys, "verify", problem, str(sound)) == (0, {"violations": []})
    status, found = run(capsys, "verify", problem, str(wrong))
    assert status == 1
    assert found["violations"]


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

    assert solved_anew["words"]["changes"] == ["Widen the travel radius to 17.5 km."]
    assert given["words"]["changes"] == ["Ampliar el radio de desplazamiento a 17,5 km."]


def test_an_unknown_zone_to_explain_in_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "problem.json"
    path.write_text('{"fans": [{"id": "a"}], "gigs": [{"id": "g", "starts_at": "2026-12-05T10:00:00Z"}]}')

    status, refusal = run(capsys, "explain", str(path), "--fan", "a", "--gig", "g", "--zone", "Mars")

    assert (status, refusal["field"]) == (2, "zone")


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
    ('{"mode": "rank", "prices": {"a": "b"}}', "prices"),
    ('{"mode": "draw", "interest": {}}', "seed"),
    ('{"mode": "draw", "interest": {"g": 3}}', "interest"),
    ('{"mode": "mutual", "wishes": []}', "wishes"),
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
    assert refusal["reason"]


INSTANCES: list[tuple[str, list[str], float]] = [
    ("solomon", [SOLOMON], 40.0),
    ("lilim", [LILIM], 34.85),
    ("csv", [WORKERS, TASKS], 60),
    ("csv", [TASKS, WORKERS], 60),
    ("orlib", ["3\n1 5 9\n2 4 1\n7 3 8\n"], 5),
]


@pytest.mark.parametrize(("form", "texts", "objective"), INSTANCES, ids=[row[0] for row in INSTANCES])
def test_instances_of_others_are_recognised_and_solved(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str, texts: list[str], objective: float
) -> None:
    names = [str(tmp_path / f"{number}.txt") for number in range(len(texts))]
    for name, text in zip(names, texts, strict=True):
        Path(name).write_text(text)

    status, answer = run(capsys, "solve", *names, "--iterations", "30")
    _, told = run(capsys, "solve", *names, "--iterations", "30", "--format", form)

    assert status == 0
    assert (answer["format"], answer["objective"]) == (form, objective)
    assert answer["gap_percent"] >= 0
    assert answer["bound"] >= objective if form == "csv" else answer["bound"] <= objective
    assert answer["memory_mb"] > 0
    assert not answer.get("violations")
    schema = json.loads((EXAMPLES.parent / "documents" / "schema.json").read_text("utf-8"))
    assert jsonschema_rs.is_valid({**schema["$defs"]["instance_answer"], "$defs": schema["$defs"]}, answer)
    measured = ("seconds", "memory_mb")
    assert {k: v for k, v in answer.items() if k not in measured} == {
        k: v for k, v in told.items() if k not in measured
    }


@pytest.mark.parametrize("text", [SOLOMON, LILIM], ids=["solomon", "lilim"])
def test_an_instances_answer_is_verified_and_a_wrong_one_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str
) -> None:
    instance, answer = tmp_path / "little.txt", tmp_path / "answer.json"
    instance.write_text(text)
    _, found = run(capsys, "solve", str(instance), "--iterations", "30")
    found["unserved"] = []

    def verdict(**changes: Any) -> tuple[int, dict[str, Any]]:
        answer.write_text(json.dumps({**found, **changes}))
        return run(capsys, "verify", str(instance), str(answer))

    assert verdict() == (0, {"violations": []})
    assert verdict(objective=1)[1]["violations"][0]["code"] == "distance"
    assert verdict(routes=[[1, 2]])[0] == 1
    assert verdict(routes=[["a"]]) == (2, {"field": "routes[0]", "reason": "must be a whole number, not str"})
    assert verdict(routes=3)[1]["field"] == "routes"
    assert verdict(unserved=[3])[1]["field"] == "unserved"
    assert verdict(bound=None)[1]["field"] == "bound"
    assert verdict(convention="usual")[1]["field"] == "convention"


def test_an_assignment_that_leaves_somebody_out_is_an_answer(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    name = tmp_path / "sparse.txt"
    name.write_text("4\n1 1 5\n2 1 4\n3 2 7\n")

    status, answer = run(capsys, "solve", str(name))

    assert (status, answer["objective"], answer["bound"]) == (0, 11, 11)
    assert answer["unassigned"] == [1, 4]


def test_answers_to_tables_are_not_verified(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table, answer = tmp_path / "workers.csv", tmp_path / "answer.json"
    table.write_text(WORKERS)
    answer.write_text("{}")

    assert run(capsys, "verify", str(table), str(answer))[1]["field"] == "format"


def test_conventions_differ(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    name = tmp_path / "little.txt"
    name.write_text(SOLOMON.replace("    4     -6", "    4     -7"))

    _, dimacs = run(capsys, "solve", str(name), "--iterations", "60")
    _, classic = run(capsys, "solve", str(name), "--iterations", "60", "--convention", "classic")

    assert (dimacs["convention"], classic["convention"]) == ("dimacs", "classic")
    assert (dimacs["objective"], classic["objective"]) == (41.2, 41.29)


WRONG_FILES: list[tuple[list[str], list[str], str]] = [
    ([SOLOMON], ["--format", "guess"], "format"),
    ([SOLOMON], ["--convention", "usual"], "convention"),
    ([SOLOMON], ["--iterations", "0"], "iterations"),
    ([SOLOMON], ["--seed", "-1"], "seed"),
    ([SOLOMON], ["--format", "lilim"], "line 1"),
    ([SOLOMON, SOLOMON], [], "file"),
    ([WORKERS], [], "file"),
    ([WORKERS, WORKERS], [], "tasks.heading"),
    (["{}", "{}"], [], "file"),
    ([""], [], "file"),
    (["what is this"], [], "file"),
]


@pytest.mark.parametrize(("texts", "options", "field"), WRONG_FILES)
def test_bad_instances_end_with_two_and_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, texts: list[str], options: list[str], field: str
) -> None:
    names = [str(tmp_path / f"{number}.txt") for number in range(len(texts))]
    for name, text in zip(names, texts, strict=True):
        Path(name).write_text(text)

    assert main(["solve", *names, *options]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert json.loads(captured.err)["field"] == field


def test_a_missing_file_and_an_unknown_mode_to_verify_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    empty = tmp_path / "empty.json"
    empty.write_text('{"mode": "rank"}')

    assert run(capsys, "solve", str(tmp_path / "none.json"))[1]["field"] == "file"
    assert run(capsys, "verify", str(empty), str(empty))[1]["field"] == "mode"


def test_the_library_starts_light_and_alone() -> None:
    code = (
        "import sys, matching;"
        "heavy = {'pyvrp', 'scipy', 'numba', 'ortools', 'flask', 'sqlalchemy', 'marketplace', 'payouts'};"
        "print(sorted(heavy & set(sys.modules)))"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"


def test_the_package_runs_as_a_program() -> None:
    words = [sys.executable, "-m", "matching", "solve", str(EXAMPLES / "assign.json")]

    ran = subprocess.run(words, capture_output=True, text=True, check=True)

    assert json.loads(ran.stdout)["pairs"]


def test_a_reader_that_has_had_enough_is_no_error() -> None:
    asked = f"{sys.executable} -m matching schema | head -c 1"
    done = subprocess.run(["sh", "-c", asked], capture_output=True, text=True, check=True)

    assert (done.stdout, done.stderr) == ("{", "")
