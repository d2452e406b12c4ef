"""What becomes of somebody's money when they leave a programme or go for good, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "leaving.sent": _l("Due to you"),
    "leaving_note.sent": _l(
        "It is sent to your bank now, however little it is. It takes a few days at most."
    ),
    "leaving.debt_met": _l("You owed"),
    "leaving_note.debt_met": _l("It is taken off your pay now. Tips are not touched."),
    "leaving.waiting": _l("Due to you"),
    "leaving_note.waiting": _l(
        "It is sent by itself as soon as the payment provider knows your bank. Look under “Where my money goes”."
    ),
    "leaving.too_little": _l("Due to you, and too little for a bank"),
    "leaving_note.too_little": _l(
        "It goes together with what comes later. If nothing comes any more, you can give it to a cause."
    ),
    "leaving.kept_back": _l("Held until %(until_at)s"),
    "leaving_note.kept_back": _l(
        "It is sent to your bank on the next day, by itself and however little it is."
    ),
    "leaving.kept_back_open": _l("Kept back"),
    "leaving_note.kept_back_open": _l(
        "Until what keeps it back is decided. Then it is sent to your bank by itself."
    ),
    "leaving.goes_on": _l("Earned and not yet sent"),
    "leaving_note.goes_on": _l(
        "It goes out on your day as before, for you still belong to another programme here."
    ),
    "leaving.comes_off": _l("You owe"),
    "leaving_note.comes_off": _l("It comes off your pay when that goes out. Tips are not touched."),
    "leaving.under_way": _l("On its way to your bank"),
    "leaving_note.under_way": _l("It takes a few days at most."),
    "leaving.credit_stays": _l("Credit in the shop"),
    "leaving_note.credit_stays": _l("It stays yours to spend, and never runs out."),
    "leaving.debt_left": _l("You still owe"),
    "leaving_note.debt_left": _l(
        "It comes off what is kept back or comes later. Nothing is taken from your bank."
    ),
    "leaving.costs_open": _l("Costs that you can have given back: %(number)s"),
    "leaving_note.costs_open": _l("Up to this much for receipts, until %(until_at)s at the latest."),
    "leaving.costs_claimed": _l("Receipts that wait for an answer: %(number)s"),
    "leaving_note.costs_claimed": _l("You are told, and what is given back is sent to your bank."),
    "leaving.gifts_go_on": _l("Your gifts to %(name)s"),
    "leaving_note.gifts_go_on": _l("The shop passes them on. You see it among what you have earned."),
    "leaving.points_stay": _l("Recognition points"),
    "leaving_note.points_stay": _l("They stay yours."),
    "erasing.debt_borne": _l("You owe %(name)s"),
    "erasing_note.debt_borne": _l("Nobody asks you for it any more."),
    "erasing.beyond": _l("In your own account with the payment provider, from %(name)s"),
    "erasing_note.beyond": _l("It is yours there. Ask the provider for it."),
    "erasing.points_end": _l("Recognition points"),
    "erasing_note.points_end": _l("They end with your account."),
    "erasing.costs_open": _l("Costs that you could have given back: %(number)s"),
    "erasing_note.costs_open": _l(
        "They end with your account. Send the receipts first if you want the money."
    ),
    "erasing.costs_claimed": _l("Receipts that wait for an answer: %(number)s"),
    "erasing_note.costs_claimed": _l(
        "They are withdrawn with your account. Wait for the answer if you want the money."
    ),
    "erasing.gifts_go_on": _l("Your gifts to %(name)s"),
    "erasing_note.gifts_go_on": _l("They are passed on all the same, without your name."),
}
