"""The codes of being paid at once in words: why not, and what to do."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "instant_not_offered": _l(
        "Money in this currency cannot be sent at once. It goes out on your day, for nothing."
    ),
    "instant_no_account": _l(
        "The payment provider has no account of yours yet. Give it your bank details; then this works."
    ),
    "instant_not_ready": _l(
        "The payment provider still needs something of you. Give it that; then this works."
    ),
    "instant_no_fast_bank": _l(
        "Your bank cannot be reached within minutes. Give the payment provider a debit card or another account that "
        "can, or wait for your day, which costs nothing."
    ),
    "instant_silent": _l(
        "The payment provider does not answer just now. Nothing was sent; try again in a few minutes."
    ),
    "instant_person_held": _l(
        "Your money is kept back until somebody has looked at something about you. You are told when that is done."
    ),
    "instant_held": _l(
        "What you have earned is still on hold, the first of it until %(until_at)s. After that it can be sent."
    ),
    "instant_kept_back": _l(
        "What you have earned is kept back until a case or a bank has decided. Your earnings page says which."
    ),
    "instant_debt": _l("What is due settles what you owe from before. Nothing is left to be sent."),
    "instant_nothing_due": _l("Nothing is due any more. If you have just asked for it, it is on its way."),
    "instant_too_little": _l("It takes at least %(least_minor)s. Less goes out on your day, for nothing."),
    "instant_too_much": _l(
        "At most %(most_minor)s can be sent at once. The ordinary way takes any amount and costs nothing."
    ),
    "instant_changed": _l("The amount has changed meanwhile, and nothing was sent. Please look at it again."),
    "notice.rewards.paid_out_at_once": _l(
        "%(amount_minor)s are at your bank within half an hour, as a rule. Sending it at once cost %(fee_minor)s."
    ),
    "notice.rewards.paid_out_ordinary": _l(
        "%(amount_minor)s could not be sent at once. It is on its way to your bank the ordinary way, and cost nothing."
    ),
}
