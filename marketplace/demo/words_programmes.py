"""The programmes of the three businesses: why members belong, what they do, how success is known, the house rules."""

from __future__ import annotations

from typing import NamedTuple


class ProgrammeText(NamedTuple):
    """A programme as its owner would write it, in the language of the business."""

    code: str
    business: str
    kind: str
    slug: str
    title: str
    purpose: str
    role: str
    tasks: str
    house_rules: str
    north_star: str
    north_star_target: int
    north_star_words: str
    way: str
    terms: str
    joining: str
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    answer_hours: int
    budget_minor: int


WALKS = ProgrammeText(
    code="walks",
    business="foglamp",
    kind="experience",
    slug="walks",
    title="Foglamp Walks",
    purpose=(
        "You have been boring your friends with this city for years. These people pay to listen, ask good questions and "
        "go home with the book. You lead what you love, in your own words, for a group you could fit round a table."
    ),
    role=(
        "A walk is how people find a bookshop with a door that sticks. One guest in three buys a book on the day, and they "
        "come back with their sister."
    ),
    tasks=(
        "Meet up to eight guests at the door or on a corner. Walk two to three hours. Tell them what you know and say when "
        "you do not. Finish where there is a place to sit, and tell us how it went."
    ),
    house_rules=(
        "Be on your corner ten minutes early and write at once if you cannot be.\n"
        "Eight guests at most. If you cannot hear the quietest one, the group is too big.\n"
        "People live here. No pointing at windows, no blocking doors, no photographs of anyone who has not said yes.\n"
        "Say what is true, what is likely and what is merely a good story.\n"
        "Nobody is made to climb, hurry or drink.\n"
        "If anything goes wrong, look after the people first and the plan second. We refund without an argument."
    ),
    north_star="gigs_completed",
    north_star_target=40,
    north_star_words="Walks that took place, with everybody back in one piece and no guest waiting alone on a corner.",
    way="collaborators",
    terms="paid",
    joining="application",
    skills=(),
    languages=("en",),
    answer_hours=24,
    budget_minor=900_000,
)

JOURNEYS = ProgrammeText(
    code="journeys",
    business="foglamp",
    kind="journey",
    slug="journeys",
    title="Foglamp Journeys",
    purpose=(
        "Some books take two days. A journey hands guests from one reader to the next, with a spare room in between, so "
        "that they leave knowing three people here instead of none."
    ),
    role=(
        "Journeys bring guests in the quiet months and fill spare rooms that belong to our readers, not to a fund. One "
        "journey earns the shop what a week of postcards does."
    ),
    tasks=(
        "Lead one stage, or lend a room for a night with breakfast. Hand your guests over in person and tell the next host "
        "one thing about them: what made them laugh."
    ),
    house_rules=(
        "A journey happens whole or not at all, so say yes only if you mean it.\n"
        "Hand over in person. Nobody walks to the next stage alone with a suitcase.\n"
        "A lent room has a door that closes, clean sheets and a key.\n"
        "Guests are asked about allergies, stairs and animals before they book; read what they answered.\n"
        "If you fall ill, tell us first. We find somebody else, and you owe nobody an apology."
    ),
    north_star="journeys_completed",
    north_star_target=6,
    north_star_words="Journeys that went from the first handshake to the last without a stage missing.",
    way="collaborators",
    terms="paid",
    joining="application",
    skills=(),
    languages=("en",),
    answer_hours=24,
    budget_minor=600_000,
)

ASK = ProgrammeText(
    code="ask",
    business="foglamp",
    kind="request",
    slug="ask-foglamp",
    title="Ask Foglamp",
    purpose=(
        "Somebody wants exactly what you can do, in the language you dream in, and had no idea that you exist. You say yes "
        "when it suits you and name what it is worth."
    ),
    role="Requests tell us what to put on the shelf next. Half of our walks began as somebody's odd question.",
    tasks=(
        "Read what is asked. Say yes or no within half a day. Agree on a corner and an hour, and then do the thing you would "
        "do for a friend who is visiting."
    ),
    house_rules=(
        "Answer within twelve hours, also when the answer is no.\n"
        "Do not promise what is not yours to give: tables, tickets, weather.\n"
        "Keep the talking here until both have agreed; after that, telephone all you like.\n"
        "Small wishes are wishes too."
    ),
    north_star="requests_answered",
    north_star_target=20,
    north_star_words="Questions that found a person, out of all the questions that were asked.",
    way="collaborators",
    terms="paid",
    joining="application",
    skills=(),
    languages=(),
    answer_hours=12,
    budget_minor=300_000,
)

REPARTO = ProgrammeText(
    code="reparto",
    business="lluvia",
    kind="delivery",
    slug="reparto-del-barrio",
    title="Reparto del barrio",
    purpose=(
        "Que el café llegue recién tostado y lo entregue alguien que saluda. Tú conoces las calles, nosotros pagamos cada "
        "parada y cada minuto, y a nadie se le premia por correr."
    ),
    role=(
        "Repartir el mismo día con gente de la colonia nos cuesta menos que la paquetería, rompe menos bolsas y hace que la "
        "gente vuelva a pedir."
    ),
    tasks=(
        "Recoges tu carga en la tostaduría, sigues las paradas en orden, entregas con código o con foto y devuelves lo que "
        "no se pudo. Un bloque dura de dos a cuatro horas y lo ves completo, con su pago, antes de aceptarlo."
    ),
    house_rules=(
        "Primero llegas tú, después el café. Nadie pedalea con tormenta ni se pasa un alto.\n"
        "Toca el timbre y espera tres minutos. Si no contestan, llama una vez, y si no, se devuelve.\n"
        "No se deja nada en la calle, ni con la mejor intención.\n"
        "Los datos de quien recibe se usan para entregar y para nada más.\n"
        "Si te tardas más de lo previsto, se paga. Si algo se rompe, avisa; no se te descuenta.\n"
        "Las propinas son tuyas, completas."
    ),
    north_star="parcels_delivered",
    north_star_target=600,
    north_star_words="Pedidos entregados en su horario, en la mano de quien los esperaba.",
    way="crowd",
    terms="paid",
    joining="open",
    skills=(),
    languages=("es",),
    answer_hours=6,
    budget_minor=6_000_000,
)

CATAS = ProgrammeText(
    code="catas",
    business="lluvia",
    kind="experience",
    slug="catas-de-la-casa",
    title="Catas de la casa",
    purpose=(
        "El café se entiende en compañía. Si sabes probar, ven a enseñar a quien jura que no sabe; te llevas práctica, gente "
        "y dos bolsas del mejor lote."
    ),
    role="Quien viene a una cata aprende a pedir, y quien aprende a pedir se queda con nosotros.",
    tasks=(
        "Preparas la mesa, guías a un máximo de diez personas por cinco cafés y cierras con la pregunta de siempre: cuál te "
        "llevarías a tu casa y por qué."
    ),
    house_rules=(
        "Aquí nadie se equivoca: si a alguien le sabe a pan, le sabe a pan.\n"
        "Diez personas como máximo, y que todas alcancen a oler.\n"
        "Se dice cuánto se le pagó a cada familia productora.\n"
        "Se sorbe con ruido. Se permite, y además se aplaude."
    ),
    north_star="gigs_completed",
    north_star_target=12,
    north_star_words="Catas que sí se hicieron y de las que alguien salió discutiendo.",
    way="community",
    terms="volunteer_with_perks",
    joining="application",
    skills=(),
    languages=("es",),
    answer_hours=24,
    budget_minor=800_000,
)

LAYOVER = ProgrammeText(
    code="layover",
    business="meeuw",
    kind="layover",
    slug="layover-with-a-local",
    title="Layover with a Local",
    purpose=(
        "Practise a language, hear where somebody comes from, and show them the Amsterdam you actually live in. You are not "
        "a guide, you are company."
    ),
    role=(
        "Passengers forget a seat within a week and remember a person for years. A meeting costs us a train ticket and two "
        "coffees, and the people who had one fly with us again."
    ),
    tasks=(
        "Say yes or no to a traveller we suggest. Meet under the clock at Centraal, or at another public place you both like. "
        "Spend two or three hours together and see them onto the train with time to spare."
    ),
    house_rules=(
        "Everybody is eighteen or older, on both sides.\n"
        "Meet in public and stay in public. No homes, no cars, no exceptions on the first meeting.\n"
        "Contact details stay hidden until both have said yes.\n"
        "You may say no at any moment without a reason, and so may they.\n"
        "See your guest onto the train we planned. Missing the flight is never part of the fun.\n"
        "No selling, no preaching, no dates. If it turns into a friendship, we would like a postcard."
    ),
    north_star="meetups_held",
    north_star_target=60,
    north_star_words="Travellers who met somebody, and were back at the gate in time.",
    way="community",
    terms="volunteer_with_perks",
    joining="application",
    skills=(),
    languages=("en",),
    answer_hours=4,
    budget_minor=450_000,
)

PROGRAMMES = (WALKS, JOURNEYS, ASK, REPARTO, CATAS, LAYOVER)
PROGRAMMES_BY_CODE = {programme.code: programme for programme in PROGRAMMES}
