"""What people like, and what they come for, in English and Spanish."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple


class Interest(NamedTuple):
    """Something two people can have in common."""

    code: str
    name_en: str
    name_es: str


class Motive(NamedTuple):
    """What a superfan comes for, in the first person."""

    code: str
    name_en: str
    name_es: str


INTERESTS = (
    Interest("novels", "Novels", "Novelas"),
    Interest("poetry", "Poetry", "Poesía"),
    Interest("comics", "Comics", "Cómics"),
    Interest("history", "History", "Historia"),
    Interest("architecture", "Architecture", "Arquitectura"),
    Interest("design", "Design", "Diseño"),
    Interest("painting", "Painting", "Pintura"),
    Interest("murals", "Murals", "Murales"),
    Interest("museums", "Museums", "Museos"),
    Interest("film", "Film", "Cine"),
    Interest("theatre", "Theatre", "Teatro"),
    Interest("dance", "Dancing", "Baile"),
    Interest("jazz", "Jazz", "Jazz"),
    Interest("live_music", "Live music", "Música en vivo"),
    Interest("records", "Records", "Discos de vinilo"),
    Interest("coffee", "Coffee", "Café"),
    Interest("tea", "Tea", "Té"),
    Interest("bread", "Bread", "Pan"),
    Interest("street_food", "Street food", "Comida callejera"),
    Interest("markets", "Markets", "Mercados"),
    Interest("wine", "Wine", "Vino"),
    Interest("beer", "Beer", "Cerveza"),
    Interest("plant_food", "Food without meat", "Comida sin carne"),
    Interest("cycling", "Cycling", "Bicicleta"),
    Interest("running", "Running", "Correr"),
    Interest("hiking", "Hiking", "Senderismo"),
    Interest("climbing", "Climbing", "Escalada"),
    Interest("sailing", "Sailing and boats", "Vela y barcos"),
    Interest("swimming", "Swimming outdoors", "Nadar al aire libre"),
    Interest("birds", "Birds", "Aves"),
    Interest("gardens", "Gardens", "Jardines"),
    Interest("dogs", "Dogs", "Perros"),
    Interest("football", "Football", "Fútbol"),
    Interest("baseball", "Baseball", "Béisbol"),
    Interest("chess", "Chess", "Ajedrez"),
    Interest("board_games", "Board games", "Juegos de mesa"),
    Interest("languages", "Languages", "Idiomas"),
    Interest("travel", "Travelling", "Viajar"),
    Interest("trains", "Trains", "Trenes"),
    Interest("science", "Science", "Ciencia"),
    Interest("technology", "Technology", "Tecnología"),
    Interest("photography", "Photography", "Fotografía"),
    Interest("ceramics", "Ceramics", "Cerámica"),
    Interest("knitting", "Knitting and sewing", "Tejido y costura"),
    Interest("queer_culture", "Queer culture", "Cultura LGBT+"),
    Interest("neighbourhood", "Neighbourhood life", "Vida de barrio"),
)

MOTIVES = (
    Motive("earn", "I want to earn something", "Quiero ganar algo"),
    Motive("perks", "I like the perks", "Me gustan los beneficios"),
    Motive("cause", "I want to help a cause", "Quiero apoyar una causa"),
    Motive("be_seen", "I want people to see what I can do", "Quiero que se vea lo que sé hacer"),
    Motive("share", "I like to share what I know", "Me gusta compartir lo que sé"),
    Motive("learn", "I want to learn", "Quiero aprender"),
    Motive("practise_language", "I want to practise a language", "Quiero practicar un idioma"),
    Motive("meet_people", "I like to meet people", "Me gusta conocer gente"),
    Motive("belong", "This place feels like mine", "Este lugar lo siento mío"),
)

INTERESTS_BY_CODE = MappingProxyType({interest.code: interest for interest in INTERESTS})
MOTIVES_BY_CODE = MappingProxyType({motive.code: motive for motive in MOTIVES})
