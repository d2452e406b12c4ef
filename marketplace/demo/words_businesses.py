"""The three businesses of the demo world: who they are, in their own words. None of them exists."""

from __future__ import annotations

from typing import NamedTuple


class StaffText(NamedTuple):
    """Somebody who works for the business."""

    name: str
    role: str
    locale: str


class BusinessText(NamedTuple):
    """A business as its owner would set it up."""

    code: str
    slug: str
    name: str
    tagline: str
    story: str
    language: str
    accent: str
    country: str
    currency: str
    timezone: str
    city: str  # code of its city
    place_name: str
    lat: float
    lon: float
    support_email: str
    staff: tuple[StaffText, ...]


FOGLAMP = BusinessText(
    code="foglamp",
    slug="foglamp",
    name="Foglamp Books & Walks",
    tagline="Books you can walk into.",
    story=(
        "Foglamp is nine hundred square feet of books on Columbus Avenue and a door that sticks. We opened it because "
        "every novel we loved about this city had an address in it, and nobody was taking people there.\n\n"
        "So now a book comes with a street. You can buy the detective story and walk the alley, read the poem and stand "
        "under the window, set a line of type in the basement where somebody's manifesto was printed. The people who "
        "take you are not actors. They are our readers: a retired teacher, a bass player, a woman who has counted birds "
        "at Lands End for twenty years. They know one thing each that you will not find on a plaque.\n\n"
        "We pay them properly, we tell you what they get, and we keep groups small enough that everyone can hear. If "
        "what you want is not on the shelf, ask. Somebody we know has probably been waiting for the question."
    ),
    language="en",
    accent="#9c3d1e",
    country="US",
    currency="USD",
    timezone="America/Los_Angeles",
    city="sfo",
    place_name="Columbus Avenue, North Beach, San Francisco",
    lat=37.7979,
    lon=-122.4071,
    support_email="hello@foglamp.example.org",
    staff=(
        StaffText("Nell Calloway", "owner", "en"),
        StaffText("Theo Szeto", "manager", "en"),
        StaffText("Paloma Figueroa", "support", "es"),
    ),
)

LLUVIA = BusinessText(
    code="lluvia",
    slug="lluvia-de-abril",
    name="Lluvia de Abril, tostadores",
    tagline="Café de la sierra, tostado en la San Rafael.",
    story=(
        "El cafeto florece con la primera lluvia de abril. Son tres días: amanece blanco el cerro, huele a jazmín y luego "
        "no queda nada que ver hasta la cosecha. Por eso nos llamamos así, porque todo lo que hacemos después depende de "
        "esos tres días.\n\n"
        "Tostamos los martes y los viernes en un local de la San Rafael que fue imprenta. Compramos a once familias de "
        "Huatusco, Coatepec y la Sierra Sur de Oaxaca, siempre a las mismas, y en cada bolsa decimos cuánto les "
        "pagamos.\n\n"
        "El café lo llevan a tu casa personas de la colonia: en bici, a pie o en una bici de carga que se llama Tlacuache. "
        "Les pagamos cada parada y cada minuto, también el que se pasa tocando un timbre que no sirve. Como lo toman en su "
        "casa, te pueden decir a qué sabe. Pregúntales."
    ),
    language="es",
    accent="#1f6f5c",
    country="MX",
    currency="MXN",
    timezone="America/Mexico_City",
    city="mex",
    place_name="Serapio Rendón 58, San Rafael, 06470 Ciudad de México",
    lat=19.4381,
    lon=-99.1595,
    support_email="hola@lluviadeabril.example.org",
    staff=(
        StaffText("Amparo Villaseñor Huerta", "owner", "es"),
        StaffText("Rodrigo Macías Lozano", "manager", "es"),
        StaffText("Hyejin Kwon", "support", "en"),
    ),
)

MEEUW = BusinessText(
    code="meeuw",
    slug="meeuw-city-club",
    name="Meeuw City Club",
    tagline="Six hours is enough to meet someone.",
    story=(
        "Every day some four thousand people wait at Schiphol for the next aeroplane, and most of them see a shop, a chair "
        "and a screen. The city is seventeen minutes away by train. What they lack is not time but somebody to call.\n\n"
        "The City Club began with one of our pursers, who spent her days off showing stranded passengers her own "
        "street. Now several dozen people in Amsterdam do the same: nurses between shifts, students who want to speak Spanish "
        "with somebody who means it, a tram driver who has retired from everything except talking.\n\n"
        "You tell us your flights and we work out what is left after passport control, both train rides and a good margin "
        "to be back. We suggest one person and say why. If you both say yes, you meet under the clock at Centraal. The "
        "train and the first drink are on Meeuw. The conversation you have to bring yourselves."
    ),
    language="en",
    accent="#1b5fa8",
    country="NL",
    currency="EUR",
    timezone="Europe/Amsterdam",
    city="ams",
    place_name="Meeuw desk, Schiphol Plaza",
    lat=52.3095,
    lon=4.7620,
    support_email="cityclub@meeuw.example.org",
    staff=(
        StaffText("Hanneke Postma", "owner", "en"),
        StaffText("Onur Demirel", "manager", "en"),
        StaffText("Nuria Casals", "support", "es"),
    ),
)


class TaxText(NamedTuple):
    """Who a business is to the tax office, and the tax that its prices hold."""

    business: str
    legal_name: str
    address: str
    tax_number: str = ""
    tax: str = ""
    rate_ppm: int = 0


TAXES = (
    TaxText("foglamp", "Foglamp Books & Walks LLC", "Columbus Avenue\nSan Francisco, CA 94133"),
    TaxText(
        "lluvia", "Lluvia de Abril Tostadores, S.A. de C.V.", "Serapio Rendón 58, San Rafael\n06470 Ciudad de México",
        tax_number="LAT180401000", tax="IVA", rate_ppm=160_000,
    ),
)  # fmt: skip

BUSINESSES = (FOGLAMP, LLUVIA, MEEUW)
BUSINESSES_BY_CODE = {business.code: business for business in BUSINESSES}
