"""Rewards: budgets, quotes, earnings and payouts, through the library `payouts`."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the area: its words, what its ids stand for, its jobs, its checks and its pages."""
    from flask_babel import lazy_gettext as _l

    from marketplace.rewards import (
        account,
        additions,
        checks,  # noqa: F401 - registers its checks
        ending,
        jobs,
        leaving,
        offerings,
        perks,
        real_money,
        rooms,
        service,
        work,
    )
    from marketplace.trust import subjects, topics

    _register_sentences()
    work.register_parts("add_", additions.assignments_of)
    work.register_parts("prk_", perks.assignments_of)
    topics.register("rewards", _l("What you earn and when it is paid"))
    subjects.register("ern", service.subject_of)
    jobs.register_endings()
    offerings.register()
    rooms.register()
    account.register()
    ending.register()
    leaving.register()
    _register_globals(app)
    _register_pages(app)
    real_money.refuse_mixed_books(app)


def _register_sentences() -> None:
    from marketplace.core import words
    from marketplace.rewards import (
        sentences,
        sentences_additions,
        sentences_codes,
        sentences_designs,
        sentences_instant,
        sentences_leaving,
        sentences_perks,
    )

    for one in (
        sentences,
        sentences_codes,
        sentences_designs,
        sentences_perks,
        sentences_leaving,
        sentences_additions,
        sentences_instant,
    ):
        words.register(one.SENTENCES)


def _register_globals(app: Flask) -> None:
    """What the templates of every area may ask about rewards."""
    from marketplace.core import formats, minor
    from marketplace.rewards import possible, real_money, wording
    from marketplace.rewards.treasury import runs as treasury_runs

    app.jinja_env.globals.update(
        format_date=formats.format_date,
        in_units=minor.in_units,
        stop_code=treasury_runs.stop_code,
        reward_possible=possible.possible_of,
        reward_rows=wording.reward_rows,
        reward_total=wording.total_words,
        reward_per_hour=wording.per_hour_words,
        line_label=wording.line_label,
        perk_name=wording.perk_name,
        line_amount=wording.line_amount,
        is_pretended_money=real_money.is_pretended_here,
    )


def _register_pages(app: Flask) -> None:
    from marketplace.rewards import (
        views,
        views_account,
        views_budgets,
        views_check,
        views_closing,
        views_counter,
        views_designs,
        views_events,
        views_gifts,
        views_instant,
        views_owed,
        views_partners,
        views_perks,
        views_runs,
        views_statements,
        views_tax,
        views_tryouts,
        views_wallet,
        views_years,
    )

    for pages in (
        views,
        views_account,
        views_owed,
        views_instant,
        views_statements,
        views_runs,
        views_years,
        views_closing,
        views_gifts,
        views_partners,
        views_perks,
        views_wallet,
        views_counter,
        views_tax,
        views_budgets,
        views_check,
        views_designs,
        views_tryouts,
        views_events,
    ):
        app.register_blueprint(pages.blueprint)
    app.extensions["csrf"].exempt(views_events.blueprint)  # a signature says who calls, not a cookie
