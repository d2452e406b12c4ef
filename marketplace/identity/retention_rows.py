"""The retention table: every field that speaks of a person, why it is kept, for how long, and what becomes of it.

Tables are named as strings, since this area knows none above it; `tests/identity/test_retention.py` fails for a column
that holds something personal and stands in no row. Applied from top to bottom: children before their parents.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from marketplace.identity.retention import (
    Action,
    Rule,
    by_email,
    by_id,
    by_mention,
    by_name,
    by_parent,
    by_ref,
)

DELETE, BLANK, KEEP, UNNAME = Action.DELETE, Action.BLANK, Action.KEEP, Action.UNNAME
QUARTER, HALF_YEAR, YEAR, TWO_YEARS, THREE_YEARS, TEN_YEARS = 90, 180, 365, 730, 1096, 3653

_ROUNDS = _l("Rounds of matching, gig by gig")
_FAN = by_parent("fan_id", "superfan", by_id())
_ASSIGNED = by_parent("assignment_id", "assignment", _FAN)
_BOOKED = by_parent("booking_id", "booking", by_id("customer_id"))
_GIG_BOOKED = by_parent("subject", "booking", by_id("customer_id"), "public_id")

CORE = (
    Rule("mail", ("to_address", "subject", "text"), _l("to prove what was sent"), DELETE, by_email("to_address"), QUARTER, "written_at"),
    Rule("mail", ("subject", "text"), _l("to prove what was sent"), UNNAME, by_name(), label=_l("Mails to others in which you are named")),
    Rule("job", ("payload", "last_error"), _l("to repeat and explain work"), BLANK, by_mention("payload"), 30, "due_at",
         only="state <> 'due'"),
    Rule("job", ("payload",), _l("work that waits for somebody"), DELETE, by_mention("payload", address_only=True),
         only="state = 'due'"),
    Rule("state_change", ("reason",), _l("to explain what happened; numbers instead of names"), KEEP, by_ref("actor_ref")),
    Rule("rate_count", ("key",), _l("to slow down guessing"), DELETE, None, 1, "expires"),
)  # fmt: skip

TRUST = (
    Rule("notification", ("code", "params", "path"), _l("to tell people what happened"), DELETE, by_id(), YEAR, "at"),
    Rule("notification", ("params",), _l("to tell people what happened"), UNNAME, by_name(),
         label=_l("Notices to others in which you are named")),
    Rule("notification_preference", ("topic", "mail"), _l("to write as often as wished"), DELETE, by_id()),
    Rule("person_block", ("blocker_id", "blocked_id"), _l("to keep two people apart"), DELETE, by_id("blocker_id")),
    Rule("person_block", ("blocker_id", "blocked_id"), _l("to keep two people apart"), DELETE, by_id("blocked_id")),
    Rule("message", ("text",), _l("to read back what was agreed"), BLANK, by_id("author_id"), TWO_YEARS, "at"),
    Rule("review", ("text", "private_text"), _l("to help others choose"), BLANK, by_id("author_id")),
    Rule("case_statement", ("text",), _l("to decide disputes and defend decisions"), BLANK, by_id("author_id"), THREE_YEARS, "at",
         legal_hold=True),
    Rule("case", ("title", "evidence", "decision_text"), _l("to decide disputes and defend decisions"), BLANK, by_id("opened_by_id"),
         THREE_YEARS, "opened_at", legal_hold=True),
    Rule("upload", ("key",), _l("photos and evidence; deleted with their bytes by the area that keeps them"), KEEP, by_id("owner_id")),
    Rule("decision_record", ("inputs", "reasons"), _l("to explain decisions; numbers instead of names"), KEEP, by_ref("about_ref")),
    Rule("audit_log", ("action", "detail"), _l("to answer for what staff did; numbers instead of names"), KEEP, by_ref("actor_ref")),
    Rule("standing_event", ("code", "evidence"), _l("to explain reliability; numbers instead of names"), KEEP, by_ref("fan_ref")),
)  # fmt: skip

WORK = (
    Rule("proof", ("nonce", "lat", "lon", "detail"), _l("to prove work done"), BLANK, _ASSIGNED, HALF_YEAR, "received_at",
         legal_hold=True, blank={"nonce": "'forgotten-' || public_id"}),
    Rule("assignment", ("ended_note",), _l("to explain how work ended"), BLANK, _FAN, TWO_YEARS, "accepted_at"),
    Rule("assignment", ("quote",), _l("to honour the reward promised; numbers instead of names"), KEEP, _FAN),
    Rule("offer", ("quote", "score", "reasons"), _l("to explain offers; numbers instead of names"), KEEP, _FAN),
    Rule("proposal", ("reasons",), _l("to explain proposals; numbers instead of names"), KEEP, _FAN),
    Rule("matching_round_slice", ("plan",), _l("to explain matching; numbers instead of names"), KEEP, None, label=_ROUNDS),
    Rule("matching_round_gig", ("told",), _l("to explain matching; numbers instead of names"), KEEP, None, label=_ROUNDS),
    Rule("matching_round", ("people",), _l("to explain matching; numbers instead of names"), BLANK, None, QUARTER, "at",
         label=_l("What large rounds of matching looked at")),
    Rule("matching_round", ("problem", "solution"), _l("to explain matching; numbers instead of names"), DELETE, None, YEAR, "at"),
    Rule("earning", ("evaluation",), _l("to account for rewards; numbers instead of names"), KEEP, by_ref("fan_ref")),
    Rule("earning_addition", ("facts", "evaluation"), _l("to account for rewards; numbers instead of names"), KEEP, by_ref("fan_ref")),
    Rule("perk_claim", ("shop", "words", "reason"), _l("to answer for costs given back"), BLANK, by_ref("fan_ref"), THREE_YEARS,
         "opened_at", legal_hold=True),
    Rule("payee_details", ("legal_name", "address", "country", "tin_last4", "tin_country", "vat_id"),
         _l("to tell the tax office who was paid, as the law wants"), DELETE, by_ref("fan_ref"), TEN_YEARS, "given_at",
         legal_hold=True),
    Rule("payout_names", ("names",), _l("to account for what was paid"), BLANK, by_ref("fan_ref"), TEN_YEARS, "kept_at",
         legal_hold=True, blank={"names": "'{}'"}),
    Rule("voucher", ("perk", "code"), _l("to honour perks"), KEEP, by_id()),
    Rule("parcel", ("recipient_name", "recipient_phone", "address", "notes", "lat", "lon"), _l("to deliver parcels"), BLANK, None,
         QUARTER, "created_at"),
)  # fmt: skip

CUSTOM = (
    Rule("request", ("words", "place_name", "lat", "lon", "interests", "detail"), _l("to find the right person for a request"), BLANK,
         by_id("customer_id"), TWO_YEARS, "created_at", blank={"interests": "'[]'"}),
    Rule("gig", ("notes",), _l("to do the work as agreed"), BLANK, _GIG_BOOKED, TWO_YEARS, "created_at", legal_hold=True),
    Rule("booking", ("title", "language"), _l("to account for sales"), KEEP, by_id("customer_id")),
    Rule("booking", ("detail",), _l("to account for sales"), BLANK, by_id("customer_id"), TEN_YEARS, "booked_at", legal_hold=True),
    Rule("payment", ("provider_ref", "next_step", "refusal"), _l("to account for sales"), BLANK, _BOOKED, TEN_YEARS, "created_at",
         legal_hold=True),
)  # fmt: skip

FANS = (
    Rule("packed_profile", ("lat", "lon", "document", "facts"), _l("to match people and gigs"), DELETE, by_parent("fan_id", "superfan", by_id())),
    Rule("fan_skill", ("skill_id", "level"), _l("to match people and gigs"), DELETE, _FAN),
    Rule("fan_language", ("language", "level"), _l("to match people and gigs"), DELETE, _FAN),
    Rule("availability_rule", ("weekday", "opens_local", "closes_local"), _l("to match people and gigs"), DELETE, _FAN),
    Rule("availability_exception", ("on_date", "opens_local", "closes_local", "note"), _l("to match people and gigs"), DELETE, _FAN),
    Rule("credential", ("code", "valid_from", "valid_until", "reason"), _l("to show what somebody may do"), DELETE, _FAN),
    Rule("fairness_share", ("short", "due", "lasting", "is_known"), _l("to share gigs out fairly"), DELETE,
         by_parent("membership_id", "membership", _FAN), label=_l("What you are due of a programme's gigs")),
    Rule("membership", ("words", "reason"), _l("to decide who joins"), BLANK, _FAN),
    Rule("membership", ("motive", "standing"), _l("to count members; numbers instead of names"), KEEP, _FAN,
         label=_l("How you stand in programmes")),
    Rule("superfan", ("bio", "home_name", "home_lat", "home_lon", "interests", "motives", "donation_cause", "feed_key", "timezone"),
         _l("to be found and matched"), BLANK, by_id(), blank={"interests": "'[]'", "motives": "'[]'", "timezone": "'UTC'"},
         secret=("feed_key",)),
)  # fmt: skip

BUSINESSES = (
    Rule(
        "invitation", ("email",), _l("to invite somebody"), DELETE, by_email("email"), QUARTER, "expires_at"
    ),
    Rule("staff", ("role",), _l("to act for a business"), DELETE, by_id()),
)

IDENTITY = (
    Rule("api_answer", ("key", "request_digest", "body"), _l("to do a repeated request once"), DELETE,
         by_parent("token_id", "api_token", by_id()), 30, "created_at"),
    Rule("passkey", ("name", "credential_id", "public_key", "transports", "device_type", "extensions"), _l("to sign in"), DELETE,
         by_id("user_id"), secret=("credential_id", "public_key", "extensions")),
    Rule("api_token", ("name", "digest", "scopes"), _l("to let apps act for somebody"), DELETE, by_id(), 30, "expires_at",
         secret=("digest",)),
    Rule(
        "identity",
        ("email", "name", "password", "active", "locale", "timezone", "born_on", "fs_uniquifier", "confirmed_at",
         "tf_primary_method", "tf_totp_secret", "tf_last_counter", "mf_recovery_codes", "fs_webauthn_user_handle"),
        _l("to know who is who"),
        BLANK,
        by_id("id"),
        blank={"email": "public_id || '@erased.invalid'", "fs_uniquifier": "'erased-' || public_id", "locale": "'en'",
               "timezone": "'UTC'"},
        secret=("password", "fs_uniquifier", "tf_totp_secret", "tf_last_counter", "mf_recovery_codes", "fs_webauthn_user_handle"),
    ),
)  # fmt: skip

ROWS = (*CORE, *TRUST, *WORK, *CUSTOM, *FANS, *BUSINESSES, *IDENTITY)

LABELS = {
    "mail": _l("Mails we sent you"),
    "job": _l("Work that waits, such as a reminder"),
    "state_change": _l("Steps you took"),
    "notification": _l("Notices"),
    "notification_preference": _l("How often you want to hear from us"),
    "person_block": _l("Whom you have blocked"),
    "message": _l("Messages you wrote"),
    "review": _l("Reviews you wrote"),
    "case_statement": _l("What you said in a dispute"),
    "case": _l("Disputes you opened"),
    "upload": _l("Photos and files you sent"),
    "decision_record": _l("Decisions about you, and why"),
    "audit_log": _l("What you did as staff"),
    "standing_event": _l("How reliable you were"),
    "proof": _l("Where and how you showed that work was done"),
    "assignment": _l("Gigs you took"),
    "offer": _l("Gigs you were offered"),
    "proposal": _l("Requests you were proposed for"),
    "earning": _l("What you earned"),
    "earning_addition": _l("What was added to an earning later"),
    "perk_claim": _l("Costs you had given back"),
    "payee_details": _l("What the tax office wants to know of you"),
    "payout_names": _l("Statements of what you were paid"),
    "voucher": _l("Perks you got"),
    "request": _l("What you asked for"),
    "gig": _l("Notes for those who worked for you"),
    "booking": _l("What you booked"),
    "payment": _l("What you paid"),
    "packed_profile": _l("Your profile, made ready for matching"),
    "fan_skill": _l("Your skills"),
    "fan_language": _l("Your languages"),
    "availability_rule": _l("Your weekly hours"),
    "availability_exception": _l("Your days off and extra days"),
    "credential": _l("Your certificates"),
    "membership": _l("Programmes you joined"),
    "superfan": _l("Your profile"),
    "invitation": _l("Invitations sent to you"),
    "staff": _l("Businesses you act for"),
    "passkey": _l("Your passkeys"),
    "api_answer": _l("What apps of yours asked for lately"),
    "api_token": _l("Tokens for apps"),
    "identity": _l("Your account"),
}
