"""What customers ask the bookshop for when nothing listed fits, in the words they would use."""

from __future__ import annotations

from marketplace.demo.words_listings import RequestText

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6

REQUESTS = (
    RequestText(
        "italian-saturday", "ask",
        "A tour in Italian on Saturday morning for three people, please. My parents are visiting from Bologna, they are in "
        "their seventies and speak no English. They like old cafés and anything to do with emigrants. Not too many stairs.",
        "en", "it", 3, SATURDAY, 4, "10:00", 180, "North Beach", ("guiding.history",), ("history", "coffee"), 24_000,
    ),
    RequestText(
        "abuela-cumple-ochenta", "ask",
        "Mi abuela cumple ochenta y vivió en la Misión de niña. Queremos llevarla a ver cómo está todo, con alguien que hable "
        "español y tenga paciencia. Somos cinco, ella usa bastón y se cansa, pero no lo admite.",
        "es", "es", 5, SUNDAY, 5, "11:00", 120, "Mission District", ("guiding.street_art",), ("murals", "neighbourhood"),
        26_000,
    ),
    RequestText(
        "two-hours-before-the-train", "ask",
        "We have two hours on Friday afternoon before our train and a seven-year-old who only cares about boats. Could "
        "somebody show us boats?",
        "en", "en", 3, FRIDAY, 3, "14:00", 120, "Ferry Building", ("guiding.water",), ("sailing",), 15_000,
    ),
    RequestText(
        "proposal-with-a-book", "ask",
        "This is odd. I would like to ask somebody to marry me inside a book. Could one of your binders help me make the book "
        "in an afternoon, and keep quiet about it?",
        "en", "en", 1, SATURDAY, 10, "13:00", 180, "Mission District", ("craft.bookbinding",), ("design", "novels"), 20_000,
    ),
    RequestText(
        "quiet-birds", "ask",
        "My brother is autistic and loves birds and lists. Is there somebody calm who would walk with the two of us early, "
        "when it is empty, and not mind if he does all the talking?",
        "en", "en", 2, SUNDAY, 6, "08:00", 120, "Golden Gate Park", ("guiding.nature",), ("birds",), 14_000,
    ),
    RequestText(
        "cantonese-lunch", "ask",
        "Four colleagues, one of whom grew up in Hong Kong and says nobody here can order properly. Please prove her wrong in "
        "Cantonese, at lunch.",
        "en", "yue", 4, FRIDAY, 4, "12:00", 120, "Chinatown", ("guiding.food",), ("street_food",), 22_000,
    ),
    RequestText(
        "piano-and-rain", "ask",
        "Busco a alguien que me enseñe dónde se toca jazz de verdad, entre semana o el viernes, sin cenas de turista. Voy sin "
        "compañía y hablo poco inglés, pero escucho bien.",
        "es", "es", 1, FRIDAY, 2, "19:00", 180, "Western Addition", ("guiding.music",), ("jazz", "live_music"), 12_000,
    ),
    RequestText(
        "flat-and-step-free", "ask",
        "I use a power chair and I am tired of being told that this city is impossible. Show me two hours of it that are not.",
        "en", "en", 2, SATURDAY, 7, "11:00", 120, "Ferry Building", ("accessibility",), ("architecture", "history"), 16_000,
    ),
)  # fmt: skip
