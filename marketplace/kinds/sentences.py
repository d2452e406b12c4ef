"""The codes of kinds in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "airport_code_unknown": _l(
        "We know no airport with this code. It has three letters, such as AMS or MEX."
    ),
    "meeting_point_needed": _l("Please name a public place where travellers and locals find each other."),
    "airport_unknown": _l(
        "The programme's airport is not known. The business has to set its three-letter code."
    ),
    "degrees_alone": _l("Give both degrees, or leave both empty."),
    "meeting_point_missing": _l(
        "The programme has no meeting point yet. Please try again when the business has set one."
    ),
    "layover_no_such_time": _l(
        "The clocks skip %(hour)s:%(minute)s on that day. Please look at your ticket again."
    ),
    "layover_departs_before_arrival": _l(
        "The flight out leaves before the flight in lands. Please look at both times again."
    ),
    "layover_too_short": _l(
        "You have %(layover_minutes)s between the flights; it takes at least %(least_minutes)s to leave the airport in peace."
    ),
    "layover_too_long": _l(
        "You have %(layover_minutes)s between the flights. Beyond %(most_minutes)s it is a stay: have a look at our journeys."
    ),
    "layover_window_too_short": _l(
        "After border, rides and the way back to the gate only %(usable_minutes)s would be left; it takes at least %(least_minutes)s."
    ),
    "voucher_unknown": _l("This code belongs to none of your vouchers. Please check it letter by letter."),
    "voucher_used": _l("This voucher was used already, %(redeemed_at)s."),
    "voucher_expired": _l("This voucher ran out %(expired_at)s."),
    "voucher_amount": _l("This voucher covers up to %(cap_minor)s. Enter what it cost, or the cap."),
    "pickup_point_missing": _l("Say first where parcels wait."),
    "parcel_recipient_name": _l("Say for whom it is."),
    "parcel_address": _l("Say where it goes."),
    "parcel_litres": _l("The size is between 1 and 5000 litres."),
    "parcel_lat": _l("The latitude is between -90 and 90 degrees."),
    "parcel_lon": _l("The longitude is between -180 and 180 degrees."),
    "parcel_closes_at": _l("It cannot close before it opens."),
    "parcel_too_long": _l("This is longer than fits. Shorten it."),
    "address_not_found": _l("We cannot find this address. Give its latitude and longitude as well."),
    "blocks_span": _l("Choose an end after the beginning, within %(most_hours)s."),
    "parcels_wait": _l("Nobody took the block; its parcels wait for another."),
    "stop_entry": _l("Something entered here cannot be used. Please look at it again."),
    "proof_missing_here": _l("Enter the recipient's code, or add a photo, a signature or your place."),
    "stop_too_far": _l(
        "You seem to be %(distance_m)s from the address. Take a photo instead, or ask for the code."
    ),
    "meeting_over": _l("This meet-up is over, or was called off. The link has ended."),
    "undelivered.too_large": _l("It is larger than one fan carries: %(size)s of %(capacity)s litres."),
    "undelivered.window_unreachable": _l("It cannot be reached within its hours on that day."),
    "undelivered.too_far_for_block": _l("The way there and back alone is longer than a block."),
    "undelivered.no_block_left": _l("There are as many blocks as there may be."),
    "undelivered.not_worth_it": _l("It lies too far from everything else on that day."),
    "notice.kinds.returns_missing": _l("“%(title)s”: %(number)s have not come back in time."),
    "notice.kinds.returns_due": _l(
        "“%(title)s”: please bring what you still have on you to the pick-up point (%(number)s)."
    ),
    "notice.gigs.no_team": _l(
        "“%(title)s” on %(starts_at)s was booked and called off: nobody was found for one of its stages. You can see for which, and why."
    ),
    "rule.journeys.team": _l("Putting a team together"),
    "outcome.journeys.team.team_found": _l("A team was found"),
    "outcome.journeys.team.no_team": _l("No team was found"),
    "pickup_point_used": _l("Parcels have waited here, so it stays. Change it instead."),
    "parcel_not_yours": _l("This parcel is not on your round."),
    "delivery_code_wrong": _l("This is not the recipient's code. Ask again, or take a photo instead."),
    "proof_file_needed": _l("Take a photo, or enter the recipient's code."),
    "unable_reason": _l("Choose why it could not be handed over."),
    "plan_changed": _l("Something has changed meanwhile. Look at the blocks again before you offer them."),
    "name_needed": _l("Give it a name."),
    "csv_too_large": _l("The file is larger than a megabyte. Split it."),
    "file_unreadable": _l("This is not a CSV file in UTF-8. Save it again as “CSV UTF-8”."),
    "file_empty_rows": _l("The file has no rows below its headings."),
    "file_too_many_rows": _l("The file has more than a thousand rows. Split it."),
    "cell_not_yes_or_no": _l("Write yes or no, or leave it empty."),
    "nothing_to_bring": _l("It could not be fetched, so there is nothing to bring."),
    "cell_not_a_number": _l("This is not a whole number."),
    "column_missing": _l("The column is missing."),
    "cell_empty": _l("The cell is empty."),
    "cell_not_a_point": _l("This is not a coordinate in degrees."),
    "cell_not_a_time": _l("This is not a time such as 2026-11-28 10:00."),
    "window_backwards": _l("It closes before it opens."),
    "unable.nobody_home": _l("Nobody was home."),
    "unable.address_wrong": _l("The address was wrong."),
    "unable.no_access": _l("There was no way in."),
    "unable.refused": _l("They did not want it."),
    "unable.damaged": _l("It was damaged."),
    "unable.unsafe": _l("It was not safe there."),
    "unable.other": _l("It could not be handed over."),
    "action.kinds.add_parcels": _l("Added parcels"),
    "action.kinds.build_blocks": _l("Planned blocks"),
    "action.kinds.add_pickup_point": _l("Added a pick-up point"),
    "action.kinds.change_pickup_point": _l("Changed a pick-up point"),
    "action.kinds.remove_pickup_point": _l("Removed a pick-up point"),
    "action.kinds.withdraw_parcel": _l("Withdrew a parcel"),
    "action.kinds.send_again_parcel": _l("Let a parcel go out again"),
    "action.kinds.bring_back_parcel": _l("Noted that a parcel came back"),
    "action.kinds.redeem_voucher": _l("Took a voucher"),
}
