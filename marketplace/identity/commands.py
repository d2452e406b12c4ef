"""What an operator does for somebody who lost phone and codes, after making sure who they are."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from marketplace.core import edge
from marketplace.identity import queries, service


@click.command("forget-second-factor")
@click.argument("email")
@with_appcontext
def forget_second_factor(email: str) -> None:
    """Take away the second factor of EMAIL, and sign them out everywhere."""

    def work() -> str:
        person = queries.by_email(email)
        if person is None:
            raise click.ClickException(f"Nobody signs in as {email}.")
        service.forget_second_factor(person)
        return person.email

    click.echo(
        f"{edge.write(work)} now signs in with the password alone and should set up a new second factor."
    )
