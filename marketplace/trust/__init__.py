"""What lets people trust the rest: decisions, audit log, cases, threads, notices, uploads, reviews and standing."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the area: its words, what its ids stand for, its jobs and its pages."""
    from marketplace.core import words
    from marketplace.trust import (
        audits,  # noqa: F401 - registers its checks
        case_kinds,
        evidence,  # noqa: F401 - registers what erasure and export need
        jobs_cases,  # noqa: F401 - registers its jobs
        jobs_notices,  # noqa: F401
        jobs_uploads,  # noqa: F401
        navigation,  # noqa: F401 - adds to the menu
        queries_cases,
        queries_decisions,
        queries_threads,
        service_reviews,
        service_standing,
        standing_words,
        subjects,
        uploads,
    )
    from marketplace.trust.sentences import SENTENCES
    from marketplace.trust.views import blueprint

    words.register(SENTENCES)
    words.register({f"input.kind.{kind.code}": kind.label for kind in case_kinds.KINDS.values()})
    subjects.register("dec", queries_decisions.subject_of)
    subjects.register("msg", queries_threads.subject_of_message)
    subjects.register("rev", service_reviews.subject_of)
    subjects.register("std", service_standing.subject_of)
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        reliability_pairs=standing_words.pairs, standing_label=standing_words.label_worded
    )
    uploads.allow(queries_cases.party_sees_evidence)
