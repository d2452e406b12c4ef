"""Sentences of how people are rewarded: refusals of the designer, and what members are told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "scheme_published": _l("This was published already, as version %(version)s. Begin a new change instead."),
    "scheme_changed": _l("Somebody has changed it meanwhile. Please look at it again before you publish it."),
    "scheme_untried": _l("Try it out first: then you see what it would cost and who would gain or lose."),
    "scheme_invalid": _l("This cannot be used as it stands. Please check what you entered."),
    "scheme_shares": _l("The shares of the price and the fee together come to more than the price."),
    "scheme_terms": _l("Volunteers are not paid. Change how people take part first."),
    "facts_invalid": _l("These numbers do not go together."),
    "notice.rewards.terms": _l(
        "%(programme)s rewards otherwise from now on. What you were offered before stays as it was."
    ),
}
