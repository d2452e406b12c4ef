"""The skills that Muster knows by name, in groups, in English and Spanish."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple


class SkillGroup(NamedTuple):
    """A family of skills."""

    code: str
    name_en: str
    name_es: str


class SkillName(NamedTuple):
    """One skill: what someone can do, said so that a neighbour would say it."""

    code: str
    group: str
    name_en: str
    name_es: str


SKILL_GROUPS = (
    SkillGroup("guiding", "Showing people round", "Acompañar y guiar"),
    SkillGroup("food", "Coffee and food", "Café y cocina"),
    SkillGroup("craft", "Making by hand", "Hacer a mano"),
    SkillGroup("delivery", "Carrying and delivering", "Llevar y repartir"),
    SkillGroup("hosting", "Having people over", "Recibir en casa"),
    SkillGroup("media", "Words and pictures", "Palabras e imágenes"),
    SkillGroup("care", "Looking after people", "Cuidar a las personas"),
    SkillGroup("shop", "Helping in the shop", "Ayudar en la tienda"),
)

SKILLS = (
    SkillName("guiding.history", "guiding", "Local history", "Historia local"),
    SkillName("guiding.architecture", "guiding", "Architecture", "Arquitectura"),
    SkillName("guiding.literature", "guiding", "Writers and books", "Escritores y libros"),
    SkillName("guiding.food", "guiding", "Where and what to eat", "Dónde y qué comer"),
    SkillName("guiding.markets", "guiding", "Markets", "Mercados"),
    SkillName("guiding.street_art", "guiding", "Murals and street art", "Murales y arte callejero"),
    SkillName("guiding.museums", "guiding", "Museums", "Museos"),
    SkillName("guiding.music", "guiding", "Music and where it is played", "Música y dónde se toca"),
    SkillName("guiding.film", "guiding", "Film locations", "Lugares de cine"),
    SkillName("guiding.nature", "guiding", "Plants, birds and coast", "Plantas, aves y costa"),
    SkillName("guiding.water", "guiding", "Canals, bays and boats", "Canales, bahías y barcos"),
    SkillName("guiding.cycling", "guiding", "Tours by bicycle", "Recorridos en bicicleta"),
    SkillName("guiding.neighbourhoods", "guiding", "Everyday neighbourhoods", "Barrios de todos los días"),
    SkillName("guiding.night", "guiding", "The city after dark", "La ciudad de noche"),
    SkillName("guiding.family", "guiding", "Walks with children", "Paseos con niñas y niños"),
    SkillName("coffee.cupping", "food", "Coffee cupping", "Cata de café"),
    SkillName("coffee.roasting", "food", "Coffee roasting", "Tueste de café"),
    SkillName("coffee.brewing", "food", "Filter coffee", "Café de filtro"),
    SkillName("coffee.espresso", "food", "Espresso and milk", "Espresso y leche"),
    SkillName("food.cooking", "food", "Home cooking", "Cocina de casa"),
    SkillName("food.baking", "food", "Bread and baking", "Pan y repostería"),
    SkillName("food.tasting", "food", "Leading a tasting", "Dirigir una degustación"),
    SkillName("food.vegetarian", "food", "Cooking without meat", "Cocina sin carne"),
    SkillName("craft.bookbinding", "craft", "Bookbinding", "Encuadernación"),
    SkillName("craft.letterpress", "craft", "Letterpress printing", "Impresión tipográfica"),
    SkillName("craft.printmaking", "craft", "Linocut and woodcut", "Grabado en linóleo y madera"),
    SkillName("craft.zines", "craft", "Making zines", "Hacer fanzines"),
    SkillName("craft.calligraphy", "craft", "Calligraphy and lettering", "Caligrafía y rotulación"),
    SkillName("craft.ceramics", "craft", "Ceramics", "Cerámica"),
    SkillName("craft.sewing", "craft", "Sewing and mending", "Costura y remiendo"),
    SkillName("craft.woodwork", "craft", "Woodwork", "Carpintería"),
    SkillName("craft.bike_repair", "craft", "Bicycle repair", "Reparar bicicletas"),
    SkillName("delivery.walk", "delivery", "Delivering on foot", "Reparto a pie"),
    SkillName("delivery.bike", "delivery", "Delivering by bicycle", "Reparto en bicicleta"),
    SkillName("delivery.cargo_bike", "delivery", "Riding a cargo bike", "Manejar bicicleta de carga"),
    SkillName("delivery.car", "delivery", "Delivering by car", "Reparto en coche"),
    SkillName("delivery.fragile", "delivery", "Careful with fragile things", "Cuidado con lo frágil"),
    SkillName("delivery.heavy", "delivery", "Carrying what is heavy", "Cargar cosas pesadas"),
    SkillName("delivery.streets", "delivery", "Knowing every street", "Conocer cada calle"),
    SkillName("hosting.room", "hosting", "Lending a room", "Prestar un cuarto"),
    SkillName("hosting.breakfast", "hosting", "Making breakfast", "Preparar el desayuno"),
    SkillName("hosting.table", "hosting", "Dinner at my table", "Cenar en mi mesa"),
    SkillName("hosting.welcome", "hosting", "Meeting people on arrival", "Recibir a quien llega"),
    SkillName("hosting.groups", "hosting", "Keeping a group together", "Llevar un grupo"),
    SkillName("hosting.meetups", "hosting", "Running a meet-up", "Organizar un encuentro"),
    SkillName("photography", "media", "Photography", "Fotografía"),
    SkillName("video", "media", "Filming and editing", "Grabar y editar video"),
    SkillName("writing", "media", "Writing", "Escribir"),
    SkillName("editing", "media", "Reading proofs", "Corregir textos"),
    SkillName("translation", "media", "Translating", "Traducir"),
    SkillName("illustration", "media", "Drawing", "Dibujar"),
    SkillName("audio", "media", "Recording sound", "Grabar sonido"),
    SkillName("first_aid", "care", "First aid", "Primeros auxilios"),
    SkillName("accessibility", "care", "Walks without steps", "Paseos sin escalones"),
    SkillName("sign_language", "care", "Sign language", "Lengua de señas"),
    SkillName("language_practice", "care", "Patient language practice", "Practicar idiomas con paciencia"),
    SkillName("children", "care", "Good with children", "Buena mano con niñas y niños"),
    SkillName("elders", "care", "Good company for older people", "Buena compañía para mayores"),
    SkillName("calm", "care", "Keeping calm when plans change", "Calma cuando cambian los planes"),
    SkillName("shop.advice", "shop", "Finding the right book or bean", "Dar con el libro o el café justo"),
    SkillName("shop.events", "shop", "Setting up events", "Montar eventos"),
    SkillName("shop.reading_aloud", "shop", "Reading aloud", "Leer en voz alta"),
    SkillName("shop.teaching", "shop", "Teaching beginners", "Enseñar a principiantes"),
    SkillName("shop.answers", "shop", "Answering other people's questions", "Resolver dudas de otros"),
    SkillName("shop.packing", "shop", "Packing parcels", "Empacar pedidos"),
)

LENDS_A_ROOM = "hosting.room"
"""What the nights of a journey ask of whoever takes them."""

GROUPS_BY_CODE = MappingProxyType({group.code: group for group in SKILL_GROUPS})
SKILLS_BY_CODE = MappingProxyType({skill.code: skill for skill in SKILLS})
