"""What lets people trust the rest: decisions, audit log, cases, threads, notices, uploads, reviews and standing."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the area: its words, what its ids stand for, its jobs and its pages."""
    from marketplace.core import words
    from marketplace.trust import (
        jobs_cases,  # noqa: F401 - registers its jobs
        jobs_notices,  # noqa: F401
        jobs_uploads,  # noqa: F401
        queries_cases,
        queries_decisions,
        queries_threads,
        service_reviews,
        service_standing,
        subjects,
        uploads,
    )
    from marketplace.trust.sentences import SENTENCES

    words.register(SENTENCES)
    subjects.register("dec", queries_decisions.subject_of)
    subjects.register("msg", queries_threads.subject_of_message)
    subjects.register("rev", service_reviews.subject_of)
    subjects.register("std", service_standing.subject_of)
    uploads.allow(queries_cases.party_sees_evidence)
