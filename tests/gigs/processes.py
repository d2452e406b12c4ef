"""Real processes that all start at once, each with its own connections: for attacks on what a lock must hold."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask

from marketplace.core.db import let_go
from marketplace.core.errors import MarketplaceError
from tests.dying import WAIT_SECONDS, die, killed


def at_once(app: Flask, works: Sequence[Callable[[], Any]]) -> list[str]:
    """Run each work in a process of its own, all let go together; gives `done: …`, a refusal's code, or the error."""
    let_go()  # nothing of the parent's is shared
    fork = multiprocessing.get_context("fork")
    start, answers = fork.Barrier(len(works)), fork.Queue()
    children = [fork.Process(target=_child, args=(app, work, start, answers)) for work in works]
    for child in children:
        child.start()
    found = [answers.get(timeout=WAIT_SECONDS) for _ in children]
    for child in children:
        child.join(WAIT_SECONDS)
    return sorted(found)


def killed_at(app: Flask, work: Callable[[Callable[[str], None]], Any], moment: str) -> None:
    """Run a work in a process that kills itself, without any clean-up, when the work calls back with a moment's name."""
    let_go()

    def die_at(name: str) -> None:
        if name == moment:
            die()

    killed(lambda: _alone(app, lambda: work(die_at)), unless=f"{moment} was never reached")


def _child(app: Flask, work: Callable[[], Any], start: Any, answers: Any) -> None:
    with app.app_context():
        start.wait(WAIT_SECONDS)
        try:
            answers.put(f"done: {work()}")
        except MarketplaceError as refusal:
            answers.put(refusal.code)
        except Exception as error:  # the test wants to see it
            answers.put(f"{type(error).__name__}: {error}")
        let_go()


def _alone(app: Flask, work: Callable[[], Any]) -> None:
    with app.app_context():
        work()
