"""The command line answers, and names what is wrong with its input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from payouts import flows, guards
from payouts.__main__ import EXIT_BAD_INPUT, EXIT_FINDINGS, main
from payouts.schemes import default_scheme
from tests.payouts.worlds import SHOP, World, usd


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """A scheme and facts as files."""
    scheme, facts = tmp_path / "scheme.json", tmp_path / "facts.json"
    scheme.write_text(json.dumps(default_scheme("delivery", "paid", "MXN").to_document()), "utf-8")
    facts.write_text(json.dumps({"planned_minutes": 180, "stops": 12}), "utf-8")
    return str(scheme), str(facts)


def test_evaluate_prints_lines_in_the_reader_s_language(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", *files, "--locale", "es_MX"]) == 0
    assert "3 h a $120.00 la hora" in capsys.readouterr().out
    assert main(["evaluate", *files, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["maximum_minor"] > sum(
        x["amount_minor"] for x in document["lines"] if x["currency"] == "MXN"
    )


def test_the_vocabulary_is_printed_as_a_json_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Reward scheme"


def test_a_bad_scheme_names_its_fields(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text in ('{"schema": 1, "currency": "XXQ"}', "{", "[]"):
        (tmp_path / "bad.json").write_text(text)
        assert main(["evaluate", str(tmp_path / "bad.json"), str(tmp_path / "bad.json")]) == EXIT_BAD_INPUT
    assert "currency: must be an ISO 4217 code" in capsys.readouterr().err


def test_bad_facts_and_missing_files_are_named(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "facts.json").write_text('{"mood": 1}')
    assert main(["evaluate", *files]) == EXIT_BAD_INPUT
    assert main(["evaluate", "nowhere.json", files[1]]) == EXIT_BAD_INPUT
    assert main(["audit", f"sqlite:///{tmp_path / 'none.db'}"]) == EXIT_BAD_INPUT
    assert main(["audit", "nonsense"]) == EXIT_BAD_INPUT
    errors = capsys.readouterr().err
    assert "mood" in errors
    for content, said in (
        (b"\xff\xfe{}", "bad.json is not UTF-8 text"),
        (b"[" * 100_000, "bad.json is nested too deeply"),
        (b"{", "bad.json is not JSON"),
        (b"9" * 5_000, "bad.json has a number with too many digits"),
        (b'{"currency": "USD", "currency": "EUR"}', "bad.json gives 'currency' twice"),
    ):
        (tmp_path / "bad.json").write_bytes(content)
        for words in (["evaluate", str(tmp_path / "bad.json"), files[1]], ["try", files[0], "--work", str(tmp_path / "bad.json")]):  # fmt: skip
            assert main(words) == EXIT_BAD_INPUT
            assert said in capsys.readouterr().err
    assert main(["audit", "mssql+nothing://x"]) == EXIT_BAD_INPUT
    assert main(["try", files[0], "--work", files[1], "--budget", "-5"]) == EXIT_BAD_INPUT
    assert "--budget must not be below zero" in capsys.readouterr().err
    assert "none.db" in errors


def test_audit_trial_balance_and_journal_read_a_database(
    world: World, books_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    world.post("capture", flows.captured("bkg", usd(1000), fee=usd(0), is_available=True))
    assert main(["audit", books_url]) == 0
    assert main(["trial-balance", books_url, SHOP]) == 0
    assert main(["journal", books_url, SHOP]) == 0
    printed = capsys.readouterr().out
    assert "0 findings" in printed
    assert "held:bkg" in printed
    assert "Liabilities:Held:Bkg  -10.00 USD" in printed


def test_audit_exits_with_one_when_it_finds_something(
    world: World, books_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    world.expects_findings = True
    with world.engine.begin() as connection:
        guards.remove(connection)
    assert main(["audit", books_url]) == EXIT_FINDINGS
    assert "guard_missing: guard_entry_no_update" in capsys.readouterr().out
