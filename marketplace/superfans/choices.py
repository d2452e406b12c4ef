"""What fans choose between when they speak of themselves, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

LEVELS_MIN, LEVELS_MAX = 1, 5
SKILL_LEVELS = {
    1: _l("I have just begun"),
    2: _l("I get by"),
    3: _l("I am good at it"),
    4: _l("I am very good at it"),
    5: _l("I could teach it"),
}
LANGUAGE_LEVELS = {
    1: _l("A little"),
    2: _l("Everyday talk"),
    3: _l("Well"),
    4: _l("Very well"),
    5: _l("It is my own"),
}
TRAVEL_MODES = {
    "walk": _l("On foot"),
    "bike": _l("By bicycle"),
    "transit": _l("By bus and train"),
    "car": _l("By car"),
}
# Distances a person can picture, in metres.
RADII_M = (1000, 2000, 3000, 5000, 8000, 12000, 20000, 35000, 60000, 100000)
REWARD_KINDS = {
    "money": _l("Money"),
    "store_credit": _l("Credit in the shop"),
    "discount_code": _l("A discount code"),
    "donation": _l("A gift to a good cause"),
    "perk": _l("Perks only"),
}
MEMBERSHIP_STATES = {
    "invited": _l("Invited"),
    "applied": _l("Waiting for an answer"),
    "active": _l("Member"),
    "paused": _l("On a break"),
    "suspended": _l("Suspended"),
    "refused": _l("Not admitted"),
    "left": _l("Has left"),
    "removed": _l("Removed"),
}
CREDENTIAL_STATES = {
    "submitted": _l("Being checked"),
    "accepted": _l("Accepted"),
    "refused": _l("Not accepted"),
    "revoked": _l("No longer accepted"),
    "withdrawn": _l("Taken back"),
}
CREDENTIALS = {
    "id_check": _l("Identity document"),
    "first_aid": _l("First aid course"),
    "guide_licence": _l("Guide's licence"),
    "driving_licence": _l("Driving licence"),
    "food_handling": _l("Food handling certificate"),
    "insurance": _l("Liability insurance"),
    "background": _l("Certificate of good conduct"),
    "other": _l("Something else"),
}
WEEKDAYS = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)
