"""What members wrote when they applied, and what people said afterwards."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple


class ReviewText(NamedTuple):
    """A review by somebody who was there."""

    stars: int
    words: str
    language: str


# By programme: what a fan wrote in the box "why you?".
APPLICATIONS = MappingProxyType(
    {
        "walks": (
            "I already do this at every family visit, and my family would like a rest.",
            "I bought my first book from you in 2009. It was damp. I have been loyal ever since.",
            "I know one street really well. I would rather do one street well than a city badly.",
            "I was a guest on a walk in May and corrected a date. The guide said I should apply.",
            "I can talk for two hours without notes, ask my students.",
            "I am shy with one person and fine with eight.",
        ),
        "journeys": (
            "The room is empty since September and the house is too quiet.",
            "I make very good breakfasts and very little fuss.",
            "I like the handing over. Most tours just end.",
            "I would do the afternoon part; mornings belong to the press.",
        ),
        "ask": (
            "Send me the odd ones.",
            "I speak Cantonese, Mandarin and menu.",
            "Happy to help with anything involving wheels, ramps or patience.",
            "I have lived here for fifty years and nobody asks me anything.",
        ),
        "reparto": (
            "Tengo bici, casco y las tardes libres. El café ya lo compraba con ustedes.",
            "Conozco la Santa María puerta por puerta; me urge caminar más.",
            "Trabajé en una app y no vuelvo. Aquí sí dicen cuánto pagan antes.",
            "Voy de la Narvarte al Centro todos los días con la canasta vacía.",
            "Mi hija dice que reparto chismes gratis y que mejor reparta café.",
            "Tengo bici de carga y me gusta llegar sin romper nada.",
        ),
        "catas": (
            "Llevo años diciendo que sabe a mandarina y quiero que alguien me crea.",
            "Estudio química de alimentos y doy clases mejor de lo que escribo.",
            "Sé catar, sé callar y sé lavar tazas.",
        ),
        "layover": (
            "I was stranded once in Lima and a stranger made me soup.",
            "I want to speak Italian with somebody who is in a hurry to say something.",
            "I finish my shift at seven and am no good at sleeping in daylight.",
            "My grandchildren are far away, so I have company to spare.",
            "I moved here alone and know exactly what those six hours feel like.",
            "I like airports, but I like people better.",
        ),
    }
)

REVIEWS = MappingProxyType(
    {
        "walks": (
            ReviewText(
                5, "We disagreed about the third poem and are still writing to each other about it.", "en"
            ),
            ReviewText(
                5, "My mother understood every word and corrected only two. That is her highest praise.", "en"
            ),
            ReviewText(
                4, "Wonderful, but bring a warmer jacket than you think. I was told and did not listen.", "en"
            ),
            ReviewText(5, "Nos quedamos hablando en la esquina media hora después de terminar.", "es"),
            ReviewText(5, "I have lived here for twelve years and had walked past all of it.", "en"),
            ReviewText(
                3,
                "Good stories, though we were nine and it should have been eight. They refunded a part unasked.",
                "en",
            ),
        ),
        "journeys": (
            ReviewText(5, "I arrived knowing nobody and left with a key I keep meaning to send back.", "en"),
            ReviewText(5, "El desayuno de Celia merecería su propia reseña. El mar, también.", "es"),
            ReviewText(4, "Ink does not come out of linen. Everything else was perfect.", "en"),
        ),
        "reparto": (
            ReviewText(5, "Llegó antes que el gas y con mejor cara.", "es"),
            ReviewText(5, "Me explicó cómo moler y me esperó a que lo anotara.", "es"),
            ReviewText(
                4, "Tocó el timbre que no sirve, como todo el mundo, pero luego gritó «café» y bajé.", "es"
            ),
            ReviewText(5, "Seis tazas, cero despostilladas.", "es"),
        ),
        "catas": (
            ReviewText(5, "Dije que sabía a pan y nadie se rió. Resultó que sí sabía a pan.", "es"),
            ReviewText(5, "Salimos discutiendo y volvimos el jueves siguiente a seguir.", "es"),
            ReviewText(4, "Sorber en público libera mucho. Faltó agua.", "es"),
        ),
        "layover": (
            ReviewText(5, "For four hours I was not in transit, I was in Amsterdam with Yaa.", "en"),
            ReviewText(
                5, "Me esperaban con un paraguas y en español. Casi pierdo el vuelo, pero de las ganas.", "es"
            ),
            ReviewText(
                5,
                "He put me on the train eleven minutes earlier than necessary and waved until it left.",
                "en",
            ),
            ReviewText(4, "We got rained on and talked about bread. I would do it again tomorrow.", "en"),
        ),
    }
)
