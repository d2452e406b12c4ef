"""Whatever is typed into whatever form, the answer is a page: never a crash, and nothing half saved."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule
from wtforms import Form
from wtforms.fields.core import UnboundField

from tests.meta import two_worlds
from tests.meta.addresses import path_of
from tests.meta.two_worlds import Two, browser

pytestmark = pytest.mark.slow

SPITEFUL = [
    "", " ", "\x00", "a\x00b", "x" * 5000, "'\"><script>alert(1)</script>", "{{ 7 * 7 }}", "%s%n%d", "%(name)s", "-1", "0",
    "1e309", "NaN", "99999999999999999999", "2026-02-30", "2026-11-28T25:00", "0001-01-01", "9999-12-31T23:59", "24:00",
    "91", "-181", "[]", "null", "\u202e\ufffe", "İ@example.org", "\r\nBcc: x@example.org", "../../etc/passwd", "idn_x",
]  # fmt: skip
# Behind a signed link there is no form without the link; tests/identity sends junk there.
SIGNED = ("token", "digest", "feed_key")
EXAMPLES = 80


def _fields() -> list[str]:
    """Names of the fields of every form there is."""

    def below(kind: type) -> Iterator[type]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    names = {
        name
        for form in below(Form)
        for name in dir(form)
        if isinstance(getattr(form, name, None), UnboundField)
    }
    return sorted(names | {"csrf_token", "upload", "next"})


def _paths(app: Flask, two: Two) -> list[tuple[str, str]]:
    """Every address that takes a form, with the ids of the first side, and who may send it."""

    def takes_a_form(rule: Rule) -> bool:
        return (
            "POST" in (rule.methods or ())
            and not rule.rule.startswith("/api")
            and not rule.arguments & set(SIGNED)
        )

    found = []
    for rule in filter(takes_a_form, app.url_map.iter_rules()):
        path = path_of(rule, two, two.ours.slug)
        if path is not None:
            found.append((path, app.view_functions[rule.endpoint].access.who))  # type: ignore[attr-defined]
    return sorted(found)


def _kept() -> dict[str, list[tuple[object, ...]]]:
    """All that is kept, but for the records that a refusal leaves behind on purpose."""
    return {name: rows for name, rows in two_worlds.everything().items() if name != "decision_record"}


def test_junk_in_any_form(site: Flask) -> None:
    site.config["WTF_CSRF_ENABLED"] = False
    two = two_worlds.build()
    ours = two.ours
    senders = {
        "public": [site.test_client(), browser(site, ours.customer)],
        "signed_in": [browser(site, ours.fan), browser(site, ours.customer)],
        "staff": [browser(site, ours.owner)],
    }
    paths, names = _paths(site, two), _fields()
    assert len(paths) > 100
    assert len(names) > 100
    junk = st.sampled_from(SPITEFUL) | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(
        where=st.sampled_from(paths),
        by_name=st.dictionaries(st.sampled_from(names), junk, max_size=6),
        others=junk,
    )
    def send(where: tuple[str, str], by_name: dict[str, str], others: str) -> None:
        path, who = where
        before = _kept()
        for sender in senders[who]:
            answer = sender.post(path, data={**dict.fromkeys(names, others), **by_name})
            assert answer.status_code < 500, (path, others, by_name)
            after = _kept()
            assert answer.status_code < 400 or after == before, f"{path} refused it and kept a part of it"
            before = after

    send()
