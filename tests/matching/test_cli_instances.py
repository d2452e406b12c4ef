"""The command line on instances of others: told apart, solved, verified, refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from matching import instance_checks, instances
from matching.cli import main
from tests.matching.readers.files import LILIM, SOLOMON, TASKS, WORKERS
from tests.matching.test_cli import fits, run

ORLIB = "3\n1 5 9\n2 4 1\n7 3 8\n"
SPARSE = "4\n1 1 5\n2 1 4\n3 2 7\n"

INSTANCES: list[tuple[str, list[str], float]] = [
    ("solomon", [SOLOMON], 40.0),
    ("lilim", [LILIM], 34.85),
    ("csv", [WORKERS, TASKS], 60),
    ("csv", [TASKS, WORKERS], 60),
    ("orlib", [ORLIB], 5),
]


@pytest.mark.parametrize(("form", "texts", "objective"), INSTANCES, ids=[row[0] for row in INSTANCES])
def test_instances_of_others_are_recognised_and_solved(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str, texts: list[str], objective: float
) -> None:
    names = [str(tmp_path / f"{number}.txt") for number in range(len(texts))]
    for name, text in zip(names, texts, strict=True):
        Path(name).write_text(text)

    budget = ["--iterations", "30"] if form in ("solomon", "lilim") else []
    status, answer = run(capsys, "solve", *names, *budget)
    _, told = run(capsys, "solve", *names, *budget, "--format", form)

    assert status == 0
    assert (answer["format"], answer["objective"]) == (form, objective)
    assert answer["gap_percent"] >= 0
    assert answer["bound"] >= objective if form == "csv" else answer["bound"] <= objective
    assert answer["memory_mb"] > 0
    assert not answer.get("violations")
    assert fits("instance_answer", answer)
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
    for name, more in (("bound", 0.01), ("vehicles_bound", 1)):
        assert name in {row["code"] for row in verdict(**{name: found[name] + more})[1]["violations"]}
    assert verdict(routes=[["a"]]) == (2, {"field": "routes[0]", "reason": "must be a whole number, not str"})
    assert verdict(routes=3)[1]["field"] == "routes"
    assert verdict(unserved=[3])[1]["field"] == "unserved"
    assert verdict(bound=None)[1]["field"] == "bound"
    assert verdict(convention="usual")[1]["field"] == "convention"


def test_an_assignment_that_leaves_somebody_out_is_an_answer(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    name = tmp_path / "sparse.txt"
    name.write_text(SPARSE)

    status, answer = run(capsys, "solve", str(name))

    assert (status, answer["objective"], answer["bound"]) == (0, 11, 11)
    assert answer["unassigned"] == [1, 4]


WRONG: list[tuple[list[str], dict[str, Any], str | None]] = [
    ([ORLIB], {"objective": 4}, "assignment"),
    ([ORLIB], {"bound": 4}, "assignment"),
    ([ORLIB], {"columns": [1, 1, 2]}, "assignment"),
    ([ORLIB], {"prices": [0, 0, 9]}, "assignment"),
    ([ORLIB], {"prices": [0]}, "assignment"),
    ([ORLIB], {"scale": 0}, "assignment"),
    ([ORLIB], {"gap_percent": 3.0}, "gap_percent"),
    ([SPARSE], {"columns": [3, 2]}, "unknown_pair"),
    ([ORLIB], {"columns": [1]}, None),
    ([ORLIB], {"columns": ["a", 1, 2]}, None),
    ([ORLIB], {"format": "csv"}, None),
    ([ORLIB], {"bound": "low"}, None),
    ([WORKERS, TASKS], {"objective": 61}, "objective"),
    ([WORKERS, TASKS], {"bound": 61}, "bound"),
    ([WORKERS, TASKS], {"prices": {"nobody": 3}}, "prices"),
    ([WORKERS, TASKS], {"pairs": []}, "objective"),
    ([WORKERS, TASKS], {"pairs": [{"task": "t", "worker": "nobody", "value": 60}]}, "unknown_pair"),
    ([WORKERS, TASKS], {"pairs": [3]}, None),
    ([WORKERS, TASKS], {"prices": []}, None),
]


@pytest.mark.parametrize(("texts", "changes", "code"), WRONG, ids=lambda value: str(value)[-50:])
def test_what_proves_an_answer_is_looked_at(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    texts: list[str],
    changes: dict[str, Any],
    code: str | None,
) -> None:
    names = [str(tmp_path / f"{number}.txt") for number in range(len(texts))]
    for name, text in zip(names, texts, strict=True):
        Path(name).write_text(text)
    answer = tmp_path / "answer.json"
    _, found = run(capsys, "solve", *names)
    answer.write_text(json.dumps(found))
    sound = run(capsys, "verify", *names, str(answer))
    answer.write_text(json.dumps({**found, **changes}))

    status, told = run(capsys, "verify", *names, str(answer))

    assert sound == (0, {"violations": []})
    if code is None:
        assert (status, told["field"]) == (2, *(f for f in [told["field"]] if f.split("[")[0] in changes))
    else:
        assert status == 1
        assert code in {row["code"] for row in told["violations"]}


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
    ([SOLOMON], ["--iterations", "9" * 1_000_000], "iterations"),
    ([ORLIB], ["--iterations", "9"], "iterations"),
    ([WORKERS, TASKS], ["--seed", "2"], "seed"),
    ([ORLIB], ["--convention", "classic"], "convention"),
    ([SOLOMON], ["--format", "lilim"], "line 1"),
    ([SOLOMON, SOLOMON], [], "file"),
    ([WORKERS], [], "file"),
    ([WORKERS, WORKERS], [], "tasks.heading"),
    (["{}", "{}"], [], "file"),
    ([""], [], "file"),
    (["what is this"], [], "file"),
]


@pytest.mark.parametrize(("texts", "options", "field"), WRONG_FILES, ids=lambda value: str(value)[-40:])
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


def test_every_format_that_is_solved_is_verified() -> None:
    assert instance_checks.CHECKS.keys() == instances.SOLVERS.keys()


def test_a_format_whose_library_is_not_there_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise ModuleNotFoundError("No module named 'scipy'", name="scipy")

    name = tmp_path / "little.txt"
    name.write_text(SOLOMON)
    monkeypatch.setitem(instances.SOLVERS, "solomon", missing)

    status, refusal = run(capsys, "solve", str(name))

    assert (status, refusal["field"]) == (2, "format")
    assert "scipy" in refusal["reason"]
