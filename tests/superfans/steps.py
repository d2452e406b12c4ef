"""What the tests of this area's pages do again and again."""

from __future__ import annotations

import re

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.superfans.models import Superfan
from tests.businesses.test_views import text_of


def fan_named(name):
    query = sa.select(Superfan).join(Superfan.identity).where(sa.text("identity.name = :n")).params(n=name)
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def post(browser, address, data):
    answer = browser.post(address, data=data)
    errors = re.findall(
        r"field__error.*?<span>(.*?)<.span>|error-summary__list(.*?)<.ul>",
        answer.get_data(as_text=True),
        re.S,
    )
    assert answer.status_code == 303, errors or text_of(answer)[-900:]
    return answer.location
