"""The demo world: invented people in real places, who may be signed in as, and the rehearsal of the whole loop with them."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

muster = AppGroup("muster", help="Make worlds for measuring.")


def register(app: Flask) -> None:
    """Add the commands, and in the demo world the people whom a visitor may be."""
    from marketplace.demo import sign_ins
    from marketplace.identity import demo_people

    demo_people.offer(sign_ins.people)
    app.cli.add_command(muster)


@muster.command("seed")
@click.option(
    "--scale", type=click.IntRange(20, 100_000), default=200, show_default=True, help="How many superfans."
)
@click.option(
    "--sessions", type=click.IntRange(0, 100_000), default=0, help="How many further dates to list."
)
def seed_world(scale: int, sessions: int) -> None:
    """Fill an empty database with an invented world of a size of your choice."""
    from marketplace.demo import seed

    if not seed.fill_if_empty(fans=scale):
        raise click.ClickException(
            "There are people in this database already; make worlds in a database of their own."
        )
