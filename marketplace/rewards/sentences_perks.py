"""Sentences of costs given back: states, refusals, notices."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "perk_claim.plain": _l("Your costs"),
    "perk_claim.open": _l("To be claimed"),
    "perk_claim.claimed": _l("Being looked at"),
    "perk_claim.refused": _l("Please look again"),
    "perk_claim.paid": _l("Given back"),
    "perk_claim.lapsed": _l("Not claimed in time"),
    "perk_claim.withdrawn": _l("Withdrawn"),
    "perk_lapsed": _l("The last day for this was %(lapsed_at)s. What was set aside for it is free again."),
    "perk_amount": _l("Please give an amount above zero and of at most %(cap_minor)s."),
    "perk_shop": _l("Please say where you paid, in at most 80 letters."),
    "perk_receipt": _l("Please send a photo of the receipt, or say in words what it shows."),
    "perk_decided": _l("This has been decided already, or the fan has changed it. Please look at it again."),
    "perk_reason": _l("Please say why not and what they should do, in at most 500 letters."),
    "notice.rewards.perk_open": _l(
        "%(programme)s gives you back costs of up to %(cap_minor)s. Send the receipt by %(lapses_at)s."
    ),
    "notice.rewards.perk_soon": _l(
        "You can still have costs of up to %(cap_minor)s given back by %(programme)s, until %(lapses_at)s."
    ),
    "notice.rewards.perk_claimed": _l(
        "%(name)s has sent a receipt over %(amount_minor)s for %(programme)s. Please look at it."
    ),
    "notice.rewards.perk_paid": _l("%(programme)s gives you back %(amount_minor)s."),
    "notice.rewards.perk_refused": _l(
        "%(programme)s has not accepted your receipt. Read why; you can send another until %(lapses_at)s."
    ),
    "notice.rewards.perk_lapsed": _l(
        "The time is over in which %(programme)s would have given back costs of up to %(cap_minor)s."
    ),
    "partner_amount": _l(
        "Please give an amount above zero and of at most %(owed_minor)s: so much is still owed."
    ),
    "partner_attempt": _l("This was noted already with another amount. Please look at what came in."),
    "partner_undo_reason": _l("Please say in a few words what was wrong."),
    "action.money.partner_paid": _l("Noted that a partner's money came in"),
    "action.money.partner_undone": _l("Took back a note that a partner's money came in"),
    "action.money.perk_paid": _l("Gave costs back against a receipt"),
    "action.money.perk_refused": _l("Did not accept a receipt"),
}
