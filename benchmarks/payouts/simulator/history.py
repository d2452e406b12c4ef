"""Runs one history from its seed to rest, and says what was wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from benchmarks.payouts.simulator import checks
from benchmarks.payouts.simulator.books import Books
from benchmarks.payouts.simulator.business import Careful
from benchmarks.payouts.simulator.model import Model
from benchmarks.payouts.simulator.naive import Naive, Rows
from benchmarks.payouts.simulator.script import Script, Step, script_of
from benchmarks.payouts.simulator.world import Crash, World

Business = Careful | Naive
Begin = Callable[[], Business]

DEATHS_MAX = 3
"""How often the process may die in one step before it is let through."""


@dataclass
class Report:
    """What one history came to.

    Attributes
    ----------
    violations : list of str
        Empty if all is sound; each begins with its kind.
    crashes, faults, steps, transfers : int
        How much happened.
    """

    seed: int
    violations: list[str] = field(default_factory=list)
    crashes: int = 0
    faults: int = 0
    steps: int = 0
    transfers: int = 0


def run_history(
    seed: int, books: Books, log: Callable[[str], None] | None = None, *, is_naive: bool = False
) -> Report:
    """Run one history.

    Parameters
    ----------
    seed : int
    books : Books
        Emptied first.
    log : callable, optional
        Is told each step, for a replay.
    is_naive : bool
        With the business that does without the library; only what the provider has is checked then.

    Returns
    -------
    Report
    """
    script = script_of(seed)
    books.reset()
    world = World(books, Random(f"weather {seed}"), script.settings, script.currency)
    model = Model()
    committed = [Rows()]

    def begin() -> Business:
        """A new process, which knows what was committed."""
        if is_naive:
            return Naive(world, model, script, committed)
        return Careful(world, model, script)

    try:
        _live_through(world, model, script, begin, log or (lambda _line: None))
        found = _judge(world, model, script, is_naive=is_naive)
    except Exception as error:
        if log is not None:
            raise
        found = [f"raised {type(error).__name__} {error}"]
    finally:
        world.close()
    return Report(seed, found, world.crashes, world.weather.met, len(script.steps), len(world.transfers))


def _judge(world: World, model: Model, script: Script, *, is_naive: bool) -> list[str]:
    if is_naive:
        return [*model.violations, *checks.outside_checks(world, model, script)]
    checks.note_losses(world, model)
    found = [*model.violations, *checks.outside_checks(world, model, script)]
    found += checks.inside_checks(world, model, script)
    return [*found, *(f"run_failed {code}" for code in sorted(set(model.run_failures)))]


def _live_through(
    world: World, model: Model, script: Script, begin: Begin, log: Callable[[str], None]
) -> None:
    for fan in script.fans:
        begin().join(fan)
    world.weather.risk = script.storm
    seen = 0
    for step in script.steps:
        log(f"{world.now:%a %d %H:%M} {step}")
        for _again in range(1 + step.is_doubled):
            _through(world, model, step, begin, log)
        model.see(world.now)
        seen = _no_hold_crossed(world, model, seen)
    world.weather.risk = 0.0
    world.restart()
    begin().rest()


def _through(world: World, model: Model, step: Step, begin: Begin, log: Callable[[str], None]) -> None:
    """Ask for a step until it is through; a process that died is followed by one that begins again."""
    world.later(seconds=1)
    model.see(world.now)
    for death in range(DEATHS_MAX + 1):
        world.restart()
        if step.crash_in and death < DEATHS_MAX:
            world.crash_in = step.crash_in + death * 7
        try:
            begin().do(step)
        except Crash:
            log("    the process dies")
            continue
        finally:
            world.crash_in = None
        return


def _no_hold_crossed(world: World, model: Model, seen: int) -> int:
    """Check what was sent since the last look; gives how much has been looked at."""
    if len(world.transfers) == seen:
        return seen
    sent: dict[str, int] = {}
    owner = {a["id"]: a["metadata"].get("owner_ref", "") for a in world.outside("account")}
    for at, account, amount in world.transfers:
        fan = owner[account]
        sent[fan] = sent.get(fan, 0) + amount
        if model.is_held(fan, at):
            model.violations.append(f"hold_crossed {fan} {at:%d %H:%M}")
    for fan, amount in sent.items():
        free = (model.ever_free(fan) + checks.tips_of(world, model, fan)) * checks.factor(world)
        if amount > free:
            model.violations.append(f"hold_crossed {fan} {amount} of {free}")
    return len(world.transfers)
