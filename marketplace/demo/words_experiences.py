"""What the roaster in Mexico City lists, and all listings together."""

from __future__ import annotations

from marketplace.demo.words_experiences_sfo import SAN_FRANCISCO_EXPERIENCES
from marketplace.demo.words_listings import ExperienceText, Words

MEXICO_CITY_EXPERIENCES = (
    ExperienceText(
        "cata-de-la-casa", "catas", "Julián Medrano Lara", "San Rafael",
        "En la barra de la tostaduría, Serapio Rendón 58, San Rafael",
        90, 3, 10, ("es",), ("coffee.cupping",), 28_000, "person",
        ((3, "19:00", "es"), (5, "11:00", "es")), "es",
        Words(
            "The House Cupping",
            "Five coffees, one spoon, and a table of people who swear they cannot tell the difference.",
            "You slurp, loudly, and say what it reminds you of: bread, mandarin, your grandmother's cupboard. Julián learned to "
            "cup in Coatepec and has never told anybody that they were wrong. Five coffees from families we have bought from "
            "for years, with what we paid them written on the card.\n\n"
            "In Spanish, standing up, ninety minutes. You go home with half a kilo of the one you argued for.",
            meeting_point="At the roastery's counter, Serapio Rendón 58, San Rafael",
        ),
        Words(
            "La cata de la casa",
            "Cinco cafés, una cuchara y una mesa de gente que jura que todos le saben igual.",
            "Se sorbe, con ruido, y se dice a qué te recuerda: a pan, a mandarina, a la alacena de tu abuela. Julián aprendió a "
            "catar en Coatepec y nunca le ha dicho a nadie que está mal. Son cinco cafés de familias a las que les compramos "
            "desde hace años, con lo que se les pagó escrito en la tarjeta.\n\n"
            "De pie, hora y media. Te llevas medio kilo del que hayas defendido.",
        ),
    ),
    ExperienceText(
        "primer-tronido", "catas", "", "San Rafael",
        "En la tostaduría, por el portón verde, Serapio Rendón 58",
        120, 2, 6, ("es",), ("coffee.roasting",), 42_000, "person",
        ((1, "17:00", "es"), (4, "17:00", "es")), "es",
        Words(
            "First Crack",
            "Roast two hundred grams yourself, listen for the crack, and ruin a batch on purpose.",
            "Coffee tells you when it is ready: it cracks like dry wood. On roasting days we light the small drum and let you "
            "drive. First a batch as it should be, then one too light and one too dark, so that your tongue learns what your "
            "eye cannot see.\n\n"
            "Wear something that may smell of smoke. Six people at most, because everyone gets the lever.",
            meeting_point="At the roastery, by the green gate, Serapio Rendón 58",
        ),
        Words(
            "Primer tronido",
            "Tuesta doscientos gramos, escucha el tronido y echa a perder un lote a propósito.",
            "El café avisa cuando está listo: truena como leña seca. Los días de tueste prendemos el tambor chico y manejas tú. "
            "Primero un lote como debe ser, luego uno crudo y uno quemado, para que la lengua aprenda lo que el ojo no ve.\n\n"
            "Ven con ropa que pueda oler a humo. Seis personas como máximo, porque a todas les toca la palanca.",
        ),
    ),
    ExperienceText(
        "desayuno-de-mercado", "catas", "", "Medellín Market",
        "Puerta de la calle Campeche, mercado de Medellín",
        150, 2, 8, ("es", "en"), ("guiding.markets", "guiding.food"), 39_000, "person",
        ((0, "09:30", "es"), (5, "10:00", "en")), "es",
        Words(
            "Breakfast, Standing Up",
            "Five stalls of the Medellín market, one coffee at each end, and no menu in your hand.",
            "Breakfast in this city is eaten standing, with a stranger's elbow beside you. We go from the first coffee to the "
            "last in five stalls: something of maize, something Cuban, a fruit you cannot name, and bread still too hot to hold.\n\n"
            "Say what you do not eat when you book and nobody will notice. All food is included, and so is the conversation "
            "with the woman who sells chillies.",
            meeting_point="The Campeche street door, Medellín market",
        ),
        Words(
            "Desayuno de pie",
            "Cinco puestos del mercado de Medellín, un café en cada extremo y ningún menú en la mano.",
            "En esta ciudad se desayuna de pie, con el codo de alguien al lado. Vamos del primer café al último en cinco "
            "puestos: algo de maíz, algo cubano, una fruta que no sabes nombrar y un pan que todavía quema.\n\n"
            "Al reservar di qué no comes y nadie lo va a notar. Va incluida toda la comida y también la plática con la señora "
            "de los chiles.",
        ),
    ),
)  # fmt: skip

EXPERIENCES = (*SAN_FRANCISCO_EXPERIENCES, *MEXICO_CITY_EXPERIENCES)
