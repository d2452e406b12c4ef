"""What travellers between flights say they would like, where they meet, and what the airline pays for."""

from __future__ import annotations

from typing import NamedTuple


class TravellerWish(NamedTuple):
    """What a traveller writes under their flights."""

    words: str
    language: str
    wanted_languages: tuple[str, ...]
    interests: tuple[str, ...]


class PerkText(NamedTuple):
    """A single-use perk: what it pays for, and at most how much."""

    code: str
    name_en: str
    name_es: str
    cap_minor: int


# Local places of Amsterdam, the usual one first.
MEETING_POINTS = (
    ("Amsterdam Centraal", "Under the clock on the square side of Centraal, between the two doors"),
    ("OBA Oosterdok", "On the library steps at Oosterdok, by the piano"),
    ("Nieuwmarkt", "At the foot of the old weigh house, Nieuwmarkt"),
    ("Museumplein", "By the pond on Museumplein, museum side"),
)

PERKS = (
    PerkText("train", "The train to the city and back", "El tren a la ciudad, ida y vuelta", 1_160),
    PerkText("first_round", "The first round of drinks", "La primera ronda", 1_200),
)

WISHES = (
    TravellerWish(
        "I have been in airports for nineteen hours. I would like to see a tree and hear about somebody's day.",
        "en", ("en",), ("gardens", "neighbourhood"),
    ),
    TravellerWish(
        "Vuelvo a casa después de tres meses trabajando fuera. Un café con alguien que hable español sería media casa.",
        "es", ("es",), ("coffee", "languages"),
    ),
    TravellerWish(
        "First time in Europe, and it is six hours of it. Canals, please, and something fried.",
        "en", ("en",), ("street_food", "history", "sailing"),
    ),
    TravellerWish(
        "Sono ingegnere e mi interessano le chiuse. In Italian or English, I can be happy in front of a sluice for an hour.",
        "en", ("it", "en"), ("architecture", "technology"),
    ),
    TravellerWish(
        "I teach art in Nairobi and have shown my pupils one painting for eleven years. I would like to stand before it.",
        "en", ("en",), ("painting", "museums"),
    ),
    TravellerWish(
        "Viajo con mi papá, que tiene setenta y seis y camina despacio. Queremos sentarnos a ver pasar bicicletas.",
        "es", ("es", "en"), ("cycling", "neighbourhood"),
    ),
    TravellerWish(
        "I am learning Dutch from an app and have never said a word of it to a person.",
        "en", ("nl", "en"), ("languages", "beer"),
    ),
    TravellerWish(
        "I cook for a living. Take me to a market and let me carry your bags.",
        "en", ("en",), ("markets", "street_food", "bread"),
    ),
    TravellerWish(
        "Gosto de discos antigos e de chuva. Portuguese, English or humming.",
        "en", ("pt", "en"), ("records", "jazz", "live_music"),
    ),
    TravellerWish(
        "Nurse, off to a wedding, no plans, comfortable shoes.",
        "en", ("en",), ("swimming", "dance", "dogs"),
    ),
    TravellerWish(
        "Colecciono boletos de tranvía y me gustaría subirme a uno con alguien que lo conozca.",
        "es", ("es",), ("trains", "history"),
    ),
    TravellerWish(
        "My first flight alone. I would feel better if somebody were waiting.",
        "en", ("en", "fr"), ("novels", "film"),
    ),
)  # fmt: skip
