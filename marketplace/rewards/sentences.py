"""Sentences of this area: the lines of a reward, refusals, notices."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from marketplace.core.words import Counted

SENTENCES = {
    # What closing a programme does
    "ending.people_are_paid": _l("Earned here by people, not yet sent: %(number)s"),
    "ending_note.people_are_paid": _l("It goes out on the day each has chosen, once its hold is over."),
    "ending.budget_given_back": _l("Left in the budget"),
    "ending_note.budget_given_back": _l(
        "It is given back to you: yours at the payment provider, and no programme's any more."
    ),
    "ending.budget_later": _l("Left in the budget"),
    "ending_note.budget_later": _l(
        "It stays until the last promise is met, and what is left then is given back to you."
    ),
    "ending.still_set_aside": _l("Set aside for promised work"),
    "ending_note.still_set_aside": _l("It pays for that work; what is over is given back to you then."),
    "ending.overspent": _l("Paid beyond the budget"),
    "ending_note.overspent": _l(
        "Asked of you: people get it all the same, out of what you have at the payment provider."
    ),
    "ending.partners_asked": _l("Owed by partners"),
    "ending_note.partners_asked": _l("They are asked for their part of what people earned."),
    "ending.costs_left": _l("Set aside for costs of people"),
    "ending_note.costs_left": _l("It pays for what they claim in time."),
    # Lines of a reward, by the type of the component
    "reward.per_gig": _l("For the gig"),
    "reward.per_hour": _l("%(work_minutes)s at %(rate_minor)s an hour"),
    "reward.per_stop": Counted(
        "units", "%(units)s stop at %(rate_minor)s", "%(units)s stops at %(rate_minor)s each"
    ),
    "reward.per_guest": Counted(
        "units", "%(units)s guest at %(rate_minor)s", "%(units)s guests at %(rate_minor)s each"
    ),
    "reward.per_km": _l("%(way)s km on the road at %(rate_minor)s a kilometre"),
    "reward.share_of_price": _l("%(percent)s%% of the price of %(base_minor)s"),
    "reward.bonus": _l("Bonus"),
    "reward.bonus_share": _l("Bonus: %(percent)s%% of %(base_minor)s"),
    "reward.overrun": _l("%(work_minutes)s longer than planned, at %(rate_minor)s an hour"),
    "reward.waiting": _l("%(work_minutes)s of waiting, at %(rate_minor)s an hour"),
    "reward.returns": Counted(
        "units",
        "%(units)s parcel brought back, at %(rate_minor)s",
        "%(units)s parcels brought back, at %(rate_minor)s each",
    ),
    "reward.floor_per_hour": _l("Made up to at least %(rate_minor)s an hour for %(work_minutes)s"),
    "reward.perk": _l("Your costs, up to %(cap_minor)s"),
    "reward.credit": _l("Credit in the shop"),
    "reward.points": _l("Recognition points"),
    "reward_limited.cap": _l("%(line)s, at most %(cap_minor)s"),
    "reward_limited.left": _l("%(line)s, as far as the limit goes"),
    "reward.up_to": _l("up to %(cap_minor)s"),
    "reward.net_per_hour": _l("%(per_hour_minor)s an hour, the way there and back counted"),
    # Kinds of reward
    "reward_kind.money": _l("Money"),
    "reward_kind.store_credit": _l("Credit in the shop"),
    "reward_kind.discount_code": _l("A discount code"),
    "reward_kind.donation": _l("A donation"),
    "reward_kind.perk": _l("A perk"),
    "reward_kind.none": _l("Thanks and recognition"),
    # States
    "earning.held": _l("On hold"),
    "earning.payable": _l("Ready to be paid"),
    "earning.frozen": _l("Kept back while a case runs"),
    "earning.paid": _l("Paid"),
    "earning.given": _l("Given"),
    "payout.planned": _l("On its way"),
    "payout.transferred": _l("On its way to your bank"),
    "payout.paid": _l("Paid to your bank"),
    "payout.refused": _l("Came back; it is due again"),
    "top_up.pending": _l("On its way from your bank"),
    "top_up.settled": _l("In the budget"),
    "top_up.refused": _l("Refused by your bank"),
    # Refusals
    "budget_short": _l(
        "The budget of %(programme)s is too small for this: it could cost %(needed_minor)s, and %(free_minor)s is free."
    ),
    "budget_overspent": _l(
        "%(programme)s owes more than its budget holds. Fund it first; then new offers go out."
    ),
    "scheme_missing": _l("%(programme)s does not say yet what people get."),
    "top_up_amount": _l("Please give an amount above zero with at most eight digits."),
    "money_not_recorded": _l("The payment is not settled yet. Please try again in a moment."),
    "tip_without_fan": _l("There is nobody to give this tip to."),
    "event_forged": _l("The payment provider did not sign this, or not just now."),
    "money_owed": _l(
        "%(business)s still has %(amount_minor)s of yours that has not reached your bank. Wait until it is paid, "
        "ask for your payout now, or leave it to somebody."
    ),
    "credit_left": _l(
        "You still have %(amount_minor)s of credit with %(business)s. Spend it, or leave it to the business."
    ),
    "owed_changed": _l("The amount has changed meanwhile. Please look at it again."),
    "cause_needed": _l("Name the cause, in at most 80 letters."),
    "business_owes": _l(
        "%(business)s, which you alone own, still holds %(amount_minor)s that belongs to others. Wait until it is paid, "
        "or make somebody else an owner."
    ),
    "difference_not_open": _l("Somebody has settled this already, or it has gone away by itself."),
    "gift_amount": _l(
        "Please give an amount above zero and of at most %(owed_minor)s: so much is still to be passed on."
    ),
    "gift_reference": _l("Please give the reference of the bank transfer, in at most 80 letters."),
    "gift_day": _l("Please give the day on which it was paid; it cannot lie ahead."),
    "gift_withdrawn": _l("This was withdrawn. Please note it again."),
    "gift_confirmed": _l("This is confirmed already and stands in the books."),
    "cause_without_account": _l("%(cause)s has no account at the payment provider yet. Have one made first."),
    # Why somebody was not paid in a run, and what to do
    "run_left_out.no_account": _l("The payment provider has no account of theirs yet"),
    "run_left_out.below_least": _l("Less than they want sent, or than a bank takes"),
    "run_left_out.held": _l("All of it is still held"),
    "run_left_out.person_held": _l("Everything of theirs is kept back"),
    "run_left_out.debt": _l("They owe as much or more"),
    "run_left_out.failed": _l("Something failed on our side"),
    "run_stopped.funds_short": _l("There was not enough money at the payment provider"),
    "run_stopped.account_unready": _l("The payment provider still needs something of them"),
    "run_stopped.bank_refused": _l("Their bank did not take it"),
    "run_next.no_account": _l(
        "It is asked for again by itself. If it stays so, ask them to look at their settings."
    ),
    "run_next.below_least": _l("Nothing. It is added to what comes next, or goes when they ask for it."),
    "run_next.held": _l("Nothing. It goes out on their next day after the hold ends."),
    "run_next.person_held": _l("Decide the case or answer the dispute that keeps it back."),
    "run_next.debt": _l("Nothing. Later pay settles it; tips are paid all the same."),
    "run_next.failed": _l(
        "Nothing yet: it is tried again within half an hour. If it stays so, tell whoever runs your server."
    ),
    "run_next.funds_short": _l(
        "Put money in, or wait until payments are free. It is due again and goes with the next run."
    ),
    "run_next.account_unready": _l("Ask them to finish their bank details. It goes out after that."),
    "run_next.bank_refused": _l("Ask them to check their bank details. The bank is asked again each day."),
    "tin_last4": _l("Exactly four letters or digits, or nothing."),
    "occupation_code": _l("An occupation code has at most six digits."),
    "year_lacks.legal_name": _l("Name"),
    "year_lacks.address": _l("Address"),
    "year_lacks.tin": _l("Tax number"),
    "year_lacks.born_on": _l("Date of birth"),
    "year_lacks.occupation_code": _l("Occupation code for the tips"),
    "action.money.year_codes": _l("Changed forms and codes of the yearly records"),
    "action.money.gift_confirmed": _l("Confirmed that gifts were passed on"),
    "action.money.gift_withdrawn": _l("Withdrew a note about gifts"),
    # Notices
    "notice.rewards.money_differs": _l(
        "Your books and your provider do not agree any more. The money check says where, and what to do."
    ),
    "notice.rewards.earned": _l("You earned %(amount_minor)s with %(programme)s."),
    "notice.rewards.paid_out": _l("%(amount_minor)s are on their way to your bank."),
    "notice.rewards.left_to_you": _l(
        "Somebody who is leaving has left you the %(amount_minor)s they had earned."
    ),
    "notice.rewards.credit_paid_out": _l(
        "%(business)s ends. Your %(amount_minor)s of credit there has become money and goes to your bank."
    ),
    "notice.rewards.debt_borne": _l(
        "Somebody who has gone still owed you %(amount_minor)s. Nobody can be asked for it any more; it is in your books as a loss."
    ),
    "notice.rewards.left_to_cause": _l(
        "Somebody who is leaving has left %(amount_minor)s to a cause: %(cause)s. Please pass it on."
    ),
    "notice.rewards.payout_refused": _l(
        "A payout of %(amount_minor)s came back from the bank and is due again. Please look at your money."
    ),
    # What staff did
    "action.money.top_up": _l("Put money into a budget"),
    "action.money.settle_difference": _l("Settled a difference of money"),
    "action.money.reconcile": _l("Compared the money"),
    # Words for roles of money in the books
    "books.asset": _l("What you have"),
    "books.liability": _l("What you owe"),
    "books.income": _l("What came in"),
    "books.expense": _l("What it cost"),
    "books.equity": _l("Your own money"),
    "books.memo": _l("Kept beside the books"),
}
