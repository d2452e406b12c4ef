"""Rewards: budgets, quotes, earnings and payouts, through the library `payouts`."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the area: its words, what its ids stand for, its jobs, its checks and its pages."""
    from flask_babel import lazy_gettext as _l

    from marketplace.core import formats, minor, words
    from marketplace.rewards import (
        account,
        additions,
        checks,  # noqa: F401 - registers its checks
        ending,
        jobs,
        leaving,
        offerings,
        perks,
        possible,
        real_money,
        service,
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
        wording,
        work,
    )
    from marketplace.rewards.sentences import SENTENCES
    from marketplace.rewards.sentences_additions import SENTENCES as ADDITIONS
    from marketplace.rewards.sentences_codes import SENTENCES as CODES
    from marketplace.rewards.sentences_designs import SENTENCES as DESIGNS
    from marketplace.rewards.sentences_instant import SENTENCES as INSTANT
    from marketplace.rewards.sentences_leaving import SENTENCES as LEAVING
    from marketplace.rewards.sentences_perks import SENTENCES as PERKS
    from marketplace.rewards.treasury import runs as treasury_runs
    from marketplace.trust import subjects, topics

    words.register(SENTENCES)
    words.register(CODES)
    words.register(DESIGNS)
    words.register(PERKS)
    words.register(LEAVING)
    words.register(ADDITIONS)
    words.register(INSTANT)
    work.register_parts("add_", additions.assignments_of)
    work.register_parts("prk_", perks.assignments_of)
    topics.register("rewards", _l("What you earn and when it is paid"))
    subjects.register("ern", service.subject_of)
    jobs.register_endings()
    offerings.register()
    account.register()
    ending.register()
    leaving.register()
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
    app.register_blueprint(views.blueprint)
    app.register_blueprint(views_account.blueprint)
    app.register_blueprint(views_owed.blueprint)
    app.register_blueprint(views_instant.blueprint)
    app.register_blueprint(views_statements.blueprint)
    app.register_blueprint(views_runs.blueprint)
    app.register_blueprint(views_years.blueprint)
    app.register_blueprint(views_closing.blueprint)
    app.register_blueprint(views_gifts.blueprint)
    app.register_blueprint(views_partners.blueprint)
    app.register_blueprint(views_perks.blueprint)
    app.register_blueprint(views_wallet.blueprint)
    app.register_blueprint(views_counter.blueprint)
    app.register_blueprint(views_tax.blueprint)
    app.register_blueprint(views_budgets.blueprint)
    app.register_blueprint(views_check.blueprint)
    app.register_blueprint(views_designs.blueprint)
    app.register_blueprint(views_tryouts.blueprint)
    app.extensions["csrf"].exempt(views_events.blueprint)  # a signature says who calls, not a cookie
    app.register_blueprint(views_events.blueprint)
    real_money.refuse_mixed_books(app)
