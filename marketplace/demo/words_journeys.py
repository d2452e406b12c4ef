"""The journey of two days, three stages and one night that the bookshop offers."""

from __future__ import annotations

from marketplace.demo.words_listings import JourneyText, StageText, StayText, Words

FOG_AND_LETTERS = JourneyText(
    code="fog-and-letters",
    programme="journeys",
    slug="fog-and-letters",
    days=2,
    guests_max=4,
    price_minor=31_000,
    language="en",
    en=Words(
        "Two Days of Fog and Letters",
        "A poets' morning, an afternoon with ink on your hands, a night in a reader's spare room, and the coast at breakfast.",
        "You arrive at ten on a corner in North Beach, where Lina has been waiting since a quarter to. By lunch you know who "
        "wrote what in which room. She hands you to Marco, who stands in a basement in the Mission with a press from 1912, and "
        "by five o'clock your hands are black and you have printed a page that is yours.\n\n"
        "You sleep at Celia's, in the room her children left, with four murals outside the window and breakfast at eight. Then "
        "Grace takes you to Lands End for low tide, and the fog does what it does. You finish at noon, by the sea, with a "
        "book, a broadside and three telephone numbers.\n\n"
        "The price covers all three stages, the night, breakfast, paper and ink. Everybody who hosts you is paid, and you see "
        "how much. It goes ahead complete or you get your money back.",
    ),
    es=Words(
        "Dos días de niebla y letras",
        "Una mañana de poetas, una tarde con tinta en las manos, una noche en casa de una lectora y la costa al desayunar.",
        "Llegas a las diez a una esquina de North Beach, donde Lina espera desde un cuarto de hora antes. A mediodía ya sabes "
        "quién escribió qué y en qué cuarto. Ella te deja con Marco, que está en un sótano de la Misión con una prensa de 1912, "
        "y a las cinco tienes las manos negras y una página impresa que es tuya.\n\n"
        "Duermes en casa de Celia, en el cuarto que dejaron sus hijos, con cuatro murales frente a la ventana y desayuno a las "
        "ocho. Luego Grace te lleva a Lands End con la marea baja, y la niebla hace lo suyo. Terminas a mediodía, junto al mar, "
        "con un libro, un cartel y tres números de teléfono.\n\n"
        "El precio incluye las tres etapas, la noche, el desayuno, el papel y la tinta. A todas las personas que te reciben se "
        "les paga, y ves cuánto. Se hace completo o te devolvemos el dinero.",
    ),
    stages=(
        StageText(
            1, "10:00", 150, "Jack Kerouac Alley", "Under the painted pavement of Jack Kerouac Alley",
            ("guiding.literature",), ("en",), "Lina Molinari", 2_400,
            "A poets' morning in North Beach", "Una mañana de poetas en North Beach",
            "Bajo el suelo pintado de Jack Kerouac Alley",
        ),
        StageText(
            1, "15:30", 150, "Clarion Alley", "At the blue roller door on Clarion Alley",
            ("craft.letterpress",), ("en",), "Marco Tassi", 2_900,
            "An afternoon at the press", "Una tarde en la prensa",
            "En la cortina azul de Clarion Alley",
        ),
        StageText(
            2, "09:30", 150, "Lands End Lookout", "At the Lands End Lookout, by the map",
            ("guiding.nature",), ("en",), "Grace Kwan", 2_000,
            "Low tide at Lands End", "Marea baja en Lands End",
            "En el mirador de Lands End, junto al mapa",
        ),
    ),
    stays=(
        StayText(
            1, "Mission District", 4, "Celia Barrientos", 2_700,
            "A room with four murals, and breakfast at eight", "Un cuarto con cuatro murales y desayuno a las ocho",
        ),
    ),
)  # fmt: skip

JOURNEYS = (FOG_AND_LETTERS,)
