"""Ways to break what must always hold, in SQL that both databases understand: which check must name it, and how."""

from __future__ import annotations

from typing import NamedTuple


class Corruption(NamedTuple):
    """What somebody with the database's password and no scruples might do, and what the audit must say of it."""

    check: str  # area.module.function
    fault: str  # how the finding's words begin
    statements: tuple[str, ...]


def _c(check: str, fault: str, *statements: str) -> Corruption:
    return Corruption(check, fault, statements)


CONFIRMED = "SELECT min(id) FROM assignment WHERE state = 'confirmed' AND occupies"
ANOTHER = "SELECT max(id) FROM assignment WHERE state = 'confirmed' AND occupies"
BOOKED = "SELECT min(id) FROM booking WHERE state = 'confirmed'"
BOOKED_REF = "SELECT public_id FROM booking WHERE state = 'confirmed' ORDER BY id LIMIT 1"
CASE = (
    'INSERT INTO "case" (public_id, business_ref, kind, subject, opened_by_id, state, title, evidence, opened_at, due_at) '
    "SELECT 'cas_x', b.public_id, 'support', b.public_id, i.id, '{}', 'Late', '{{}}', '2026-11-01 10:00:00', "
    "'2026-11-08 10:00:00' FROM business b, identity i WHERE b.id = 1 AND i.id = 1"
)
STEP = (
    "INSERT INTO state_change (aggregate, subject, from_state, to_state, action, actor, reason, at) "
    "SELECT 'session', public_id, 'scheduled', 'cancelled', 'cancel', 'clock', {}, '2026-11-01 10:00:00' "
    "FROM session WHERE id = (SELECT min(id) FROM session)"
)


def other_business(table: str, where: str = "TRUE") -> str:
    """Give the rows of a table to another business."""
    another = f"SELECT min(b.id) FROM business b WHERE b.id <> {table}.business_id"
    return f"UPDATE {table} SET business_id = ({another}) WHERE {where}"


CORRUPTIONS = (
    # 1 places
    _c("gigs.checks.more_than_places", "more_assignments_than_places",
       f"UPDATE assignment SET gig_id = (SELECT gig_id FROM assignment WHERE id = ({CONFIRMED})), place_number = 2 "
       f"WHERE id = ({ANOTHER})"),
    _c("gigs.checks.live_without_state", "place_and_state_differ",
       f"UPDATE assignment SET state = 'forfeited' WHERE id = ({CONFIRMED})"),
    # 2 overlaps
    _c("gigs.checks.overlaps", "overlapping_assignments",
       f"UPDATE assignment SET fan_id = (SELECT fan_id FROM assignment WHERE id = ({CONFIRMED})), "
       f"starts_at = (SELECT starts_at FROM assignment WHERE id = ({CONFIRMED})), "
       f"ends_at = (SELECT ends_at FROM assignment WHERE id = ({CONFIRMED})) WHERE id = ({ANOTHER})"),
    _c("gigs.checks.windows_differ", "window_differs_from_gig",
       f"UPDATE assignment SET starts_at = '2030-01-01 00:00:00', ends_at = '2030-01-02 00:00:00' WHERE id = ({CONFIRMED})"),
    # 3 checked together
    _c("gigs.checks.accepted_unchecked", "accepted_without_checks",
       f"UPDATE assignment SET offer_id = NULL WHERE id = ({CONFIRMED})"),
    _c("gigs.checks.accepted_unchecked", "accepted_without_checks",
       "DELETE FROM decision_record WHERE rule = 'gigs.acceptance'"),
    _c("superfans.checks.packed_profiles_current", "packed_profile_stale",
       "UPDATE superfan SET radius_m = radius_m + 1 WHERE id = (SELECT min(id) FROM superfan)"),
    _c("superfans.checks.packed_profiles_current", "packed_profile_stale",
       "DELETE FROM packed_profile WHERE fan_id = (SELECT min(id) FROM superfan)"),
    # 4 whole or not at all
    _c("bookings.audits.confirmed_whole", "confirmed_with_a_part_missing",
       f"UPDATE gig SET subject = ({BOOKED_REF}) WHERE id = (SELECT min(id) FROM gig WHERE state = 'open')"),
    _c("bookings.audits.released_whole", "off_with_somebody_bound",
       f"UPDATE gig SET subject = ({BOOKED_REF}) WHERE id = (SELECT gig_id FROM assignment WHERE id = ({CONFIRMED}))",
       "UPDATE booking SET state = 'cancelled' WHERE state = 'confirmed'"),
    # 5, 6, 7, 9 the library's own; each of its findings has its corruption in tests/payouts
    _c("rewards.checks._library(5)", "entry_unbalanced",
       "UPDATE posting SET amount_minor = amount_minor + 1 WHERE id = (SELECT min(id) FROM posting)"),
    _c("rewards.checks._library(6)", "entry_without_operation",
       "UPDATE provider_op SET state = 'unknown' WHERE verb = 'capture'"),
    _c("rewards.checks._library(7)", "budget_exceeded", "UPDATE budget SET reserved_minor = funded_minor + 1"),
    _c("rewards.checks._library(9)", "refused_operation_keeps_money",
       "UPDATE provider_op SET state = 'refused' WHERE verb = 'transfer'"),
    # 6 once
    _c("rewards.checks.later_parts_posted_once", "later_part_not_posted",
       "INSERT INTO perk_claim (public_id, business_ref, programme_ref, fan_ref, assignment_ref, code, labels, currency, cap_minor, "
       "funded_by, partner, state, opened_at, lapses_at, shop, words, reason, paid_minor) SELECT 'prk_x', business_ref, "
       "programme_ref, fan_ref, assignment_ref, 'x', '{}', currency, 5, 'booking', '', 'paid', earned_at, earned_at, '', '', '', 5 "
       "FROM earning ORDER BY id LIMIT 1"),
    _c("rewards.checks.partners_owe_what_the_books_say", "partner_due_differs",
       "INSERT INTO partner_share (business_ref, programme_ref, subject_ref, partner, currency, amount_minor, owed_at) SELECT "
       "business_ref, programme_ref, assignment_ref, 'x', currency, 1, earned_at FROM earning ORDER BY id LIMIT 1"),
    _c("rewards.checks.earnings_posted_once", "earning_not_posted", "UPDATE entry SET kind = 'gift' WHERE kind = 'earning'"),
    _c("rewards.checks.earnings_posted_once", "earning_posted_twice",
       "UPDATE entry SET kind = 'earning', "
       "subject_ref = (SELECT assignment_ref FROM earning WHERE amount_minor > 0 ORDER BY id LIMIT 1), "
       "business_ref = (SELECT business_ref FROM earning WHERE amount_minor > 0 ORDER BY id LIMIT 1) "
       "WHERE id = (SELECT min(id) FROM entry WHERE kind = 'budget_funding')"),
    _c("rewards.checks.payouts_told_once", "paid_without_payout", "UPDATE earning SET state = 'paid' WHERE state = 'payable'"),
    _c("bookings.audits.captured_once", "paid_twice",
       "UPDATE payment SET purpose = 'price', booking_id = (SELECT min(booking_id) FROM payment)"),
    _c("kinds.audits.delivered_with_proof", "delivered_without_proof", "DELETE FROM proof WHERE step = 'stop'"),
    # 8 tips
    _c("rewards.checks.tips_whole", "tip_not_whole",
       "UPDATE posting SET amount_minor = amount_minor - 1 "
       "WHERE amount_minor > 0 AND entry_id IN (SELECT id FROM entry WHERE kind = 'tip')"),
    # 9 money of others
    _c("bookings.audits.set_aside_agrees", "set_aside:",
       "UPDATE payment SET amount_minor = amount_minor + 1 WHERE state = 'authorised'"),
    _c("bookings.audits.held_agrees", "held:", "UPDATE payment SET captured_minor = 5 WHERE state = 'authorised'"),
    _c("rewards.checks.provider_agrees", "provider_differs",
       "DELETE FROM sandbox_object WHERE kind = 'balance' AND account_id = ''"),
    _c("rewards.checks.provider_agrees", "provider_differs",
       "UPDATE posting SET amount_minor = amount_minor + 1 WHERE ledger_account_id = "
       "(SELECT min(id) FROM ledger_account WHERE code = 'provider_available')"),
    _c("rewards.checks.differences_looked_at", "charge_outside",
       "INSERT INTO recon_item (business_ref, key, state, drift, side, cause, kind, currency, gap_minor, provider_id, "
       "ledger_key, ref, op_ref, happened_at, due_at, is_due, noted_at) SELECT business_ref, 'payment-x', "
       "'open', 'foreign', 'ledger', 'charge_outside', 'payment', 'USD', 1, 'txn_x', '', 'pi_x', '', '2026-11-01 10:00:00', "
       "'2026-11-01 10:00:00', TRUE, '2026-11-01 10:00:00' FROM ledger_account WHERE id = (SELECT min(id) FROM ledger_account)"),
    # 10 of one business
    _c("gigs.checks.across_businesses", "gig_of_another_business", other_business("gig")),
    _c("rewards.checks.rewards_of_another_business", "earning_of_another_business",
       "UPDATE earning SET business_ref = (SELECT min(b.public_id) FROM business b WHERE b.public_id <> earning.business_ref)"),
    _c("rewards.checks.rewards_of_another_business", "top_up_of_another_business", other_business("top_up")),
    _c("catalogue.audits.of_one_business", "listing_of_another_business", other_business("experience")),
    _c("catalogue.audits.of_one_business", "journey_of_another_business", other_business("journey_template")),
    _c("catalogue.audits.of_one_business", "gig_of_another_business", other_business("gig")),
    _c("bookings.audits.of_one_business", "booking_of_another_business", other_business("booking")),
    _c("bookings.audits.of_one_business", "request_of_another_business", other_business("request")),
    _c("bookings.audits.of_one_business", "session_of_another_business", other_business("experience")),
    _c("bookings.audits.of_one_business", "gig_of_another_business",
       f"UPDATE gig SET subject = ({BOOKED_REF})", other_business("gig")),
    _c("kinds.audits.parcels_of_one_programme", "shelf_of_another_programme",
       "UPDATE pickup_point SET programme_id = "
       "(SELECT min(p.id) FROM programme p WHERE p.id <> pickup_point.programme_id)"),
    _c("kinds.audits.parcels_of_one_programme", "block_of_another_programme",
       "UPDATE gig SET programme_id = (SELECT min(p.id) FROM programme p WHERE p.id <> gig.programme_id)"),
    # 11 records
    _c("gigs.checks.rounds_without_record", "round_without_record", "DELETE FROM decision_record WHERE rule = 'gigs.matching'"),
    _c("bookings.audits.decided_with_record", "proposals_without_record",
       "DELETE FROM decision_record WHERE rule = 'bookings.proposals'"),
    _c("bookings.audits.decided_with_record", "cancellation_without_record",
       f"UPDATE booking SET state = 'cancelled' WHERE id = ({BOOKED})"),
    _c("catalogue.audits.cancelled_with_record", "cancelled_without_record",
       "UPDATE session SET state = 'cancelled' WHERE id = (SELECT min(id) FROM session)", STEP.format("NULL")),
    _c("trust.audits.falls_were_confirmed_by_a_person", "a fall in standing counts",
       "UPDATE standing_event SET points = -5, counts = TRUE, confirmed_by_ref = NULL "
       "WHERE id = (SELECT min(id) FROM standing_event)"),
    _c("trust.audits.decisions_of_cases_were_recorded", "a decided case has no decider", CASE.format("decided")),
    # 12 deadlines
    _c("gigs.checks.offers_never_expired", "offer_past_its_time",
       "UPDATE offer SET expires_at = '2020-01-01 00:00:00' WHERE state = 'open'",
       # work that waits for another offer is no excuse
       "UPDATE job SET name = 'gigs.expire_offer', state = 'due', key = 'gigs.expire_offer:ofr_other:x' "
       "WHERE id = (SELECT min(id) FROM job)"),
    _c("gigs.checks.rounds_never_ended", "round_not_published", "UPDATE matching_round SET at = '2020-01-01 00:00:00'",
       "INSERT INTO matching_round_slice (round_id, number, plan) SELECT min(id), 0, '' FROM matching_round"),
    _c("gigs.checks.work_is_not_given_up", "gigs.match_gig_given_up",
       "UPDATE job SET state = 'dead' WHERE name = 'gigs.match_gig'"),
    _c("bookings.audits.deadlines_wait", "unpaid_without_its_end",
       f"UPDATE booking SET state = 'pending' WHERE id = ({BOOKED})"),
    _c("bookings.audits.deadlines_wait", "request_without_its_end", "DELETE FROM job WHERE name = 'bookings.lapse_request'"),
    _c("catalogue.audits.cutoffs_wait", "decide_session_waits_for_nothing",
       "DELETE FROM job WHERE name = 'catalogue.decide_session'"),
    _c("catalogue.audits.cutoffs_wait", "finish_session_waits_for_nothing",
       "DELETE FROM job WHERE name = 'catalogue.finish_session'"),
    _c("trust.audits.open_cases_have_their_clock", "a running case has no deadline", CASE.format("open")),
    _c("trust.audits.review_windows_close", "reviews wait to be shown",
       "UPDATE review SET shown_at = NULL", "DELETE FROM job WHERE name = 'trust.show_reviews'"),
    _c("kinds.audits.flights_are_forgotten", "flights_never_forgotten",
       f"""UPDATE booking SET kind = 'layover', detail = '{{"arrival_flight": "KL 605"}}' WHERE id = ({BOOKED})"""),
    # 13 opaque ids, and nothing left of people who have gone
    _c("gigs.checks.rounds_hold_opaque_ids", "round_holds_an_address",
       """UPDATE matching_round SET problem = '{"fan": "ana@example.org"}'"""),
    _c("gigs.checks.rounds_hold_opaque_ids", "step_holds_an_address", STEP.format("""'{"by": "ana@example.org"}'""")),
    _c("trust.audits.records_hold_no_words_of_people", "holds what looks like an address",
       """UPDATE decision_record SET inputs = '{"by": "ana@example.org"}'"""),
    _c("trust.audits.records_hold_no_words_of_people", "holds what looks like an address",
       """UPDATE audit_log SET detail = '{"by": "ana@example.org"}'"""),
    _c("identity.audits.erased_people_left_no_trace", "{n} rows of fan_language still speak",
       "UPDATE identity SET erased_at = '2026-11-01 00:00:00' WHERE id = (SELECT min(identity_id) FROM superfan)"),
)  # fmt: skip
