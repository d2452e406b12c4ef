"""What Muster is measured against goes on answering when the templates it shares change."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from benchmarks import bare, worlds


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The bare application on a database of its own."""
    url = f"sqlite:///{tmp_path / 'bare.sqlite3'}"
    monkeypatch.setenv("SECRET_KEY", "a secret for tests only, long enough")
    monkeypatch.setenv("DATABASE_URL", url)
    worlds.fill_bare(url)
    return bare.create_app()


def test_the_bare_list_shows_a_page_of_rows(plain: Flask) -> None:
    page = plain.test_client().get("/list?city=Town+1")

    assert page.status_code == 200
    assert page.text.count('<article class="listing-card') == bare.PAGE_SIZE


def test_the_bare_insert_inserts(plain: Flask) -> None:
    ask = next(iter(worlds.inserts(plain, 1)))

    answer = plain.test_client(use_cookies=False).post(
        ask.path, headers={"Cookie": ask.cookie}, data=dict(ask.form)
    )

    assert answer.status_code == ask.status == 303
