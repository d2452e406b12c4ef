"""The rehearsal: a demo world of its own is taken through the whole loop against the real code, and the story is told."""

from __future__ import annotations

import gc
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config import Settings
from marketplace import create_app
from marketplace.core import i18n
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db, let_go
from marketplace.demo import loop_books, seed
from marketplace.demo.loop_checkout import Till
from marketplace.demo.loop_delivery import Round
from marketplace.demo.loop_experience import Walk
from marketplace.demo.loop_journey import Days
from marketplace.demo.loop_layover import Meeting
from marketplace.demo.loop_request import Wish
from marketplace.demo.loop_story import Story
from marketplace.demo.loop_world import rehearsal_in
from marketplace.demo.seed_agenda import Agenda
from marketplace.demo.seed_disk import unhurried_disk

# A Monday morning in San Francisco and Mexico City, the end of the working day in Amsterdam.
BEGINS_AT = datetime(2026, 11, 23, 16, tzinfo=UTC)


# What happens last in each chapter that comes to its end.
ENDS = {
    "experience": "captured",
    "request": "captured",
    "journey": "captured",
    "layover": "completed",
    "delivery": "earned",
    "checkout": "captured_catas",
}


def main(*, as_json: bool) -> int:
    """Load a demo world, play the loop in it, print what happened.

    Returns 1 when the audit finds a breach, or when a chapter does not come to its end.
    """
    gc.set_threshold(
        100_000, 50, 50
    )  # it lives for seconds: to look for garbage all the time costs a tenth of them
    with tempfile.TemporaryDirectory(prefix="muster-loop-") as folder:
        clock = SteppedClock(BEGINS_AT)
        app = create_app(_settings(Path(folder)), clock)
        with app.app_context(), unhurried_disk():
            _make_schema()
            seed.load(at=clock.now())
            story = rehearse(clock)
            with i18n.spoken_to("en"):
                print(json.dumps(story.as_document(), indent=2) if as_json else _printed(story))
            let_go()
    lost = story.unfinished(ENDS)
    for code in lost:
        print(f"The chapter “{code}” did not come to its end.", file=sys.stderr)
    return 1 if story.findings or lost else 0


def rehearse(clock: SteppedClock) -> Story:
    """Play the whole loop in the loaded world of the running application, whose clock this is."""
    began_at = clock.now()
    story, agenda = Story(), Agenda(clock)
    with i18n.spoken_to("en"):
        rehearsal = rehearsal_in(story, agenda)
        chapters: tuple[Any, ...] = (Walk, Wish, Days, Meeting, Round, Till)
        for chapter in chapters:
            chapter(rehearsal).plan()
        agenda.play(loop_books.plan_payouts(agenda))
        loop_books.reckon(story, began_at)
    return story


def _printed(story: Story) -> str:
    return "\n".join([story.printed(), loop_books.printed(story)])


def _settings(folder: Path) -> Settings:
    return Settings(
        secret_key="of a world that lives for some seconds",
        database_url=f"sqlite:///{folder / 'loop.sqlite3'}",
        data_dir=folder,
        uploads_url=str(folder / "uploads"),
        world="demo",
        rate_limits=False,
        scheduler=False,
    )


def _make_schema() -> None:
    import payouts.tables

    db.create_all()
    payouts.tables.metadata.create_all(db.engine)
