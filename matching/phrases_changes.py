"""The sentences for every change that would help, in English and Spanish, with the numbers they take."""

from __future__ import annotations

CHANGES: dict[str, tuple[str, str]] = {
    "skill": ("Have {skill} verified at level {level}.", "Acreditar {skill} en el nivel {level}."),
    "language": (
        "Reach {language_level} in {language}.",
        "Alcanzar el nivel {language_level} en {language}.",
    ),
    "credential": (
        "Hold a valid {credential} from {valid_from} to {valid_until}.",
        "Tener {credential} en vigor del {valid_from} al {valid_until}.",
    ),
    "radius": ("Widen the travel radius to {radius_m}.", "Ampliar el radio de desplazamiento a {radius_m}."),
    "home": ("Set a home area within {within_m}.", "Indicar una zona de residencia a menos de {within_m}."),
    "hours": ("Be available from {from} to {until}.", "Abrir disponibilidad del {from} al {until}."),
    "free": (
        "Free the time from {from} to {until}.",
        "Dejar libre el tiempo del {from} al {until}.",
    ),
    "group": ("Lead groups of up to {party}.", "Guiar grupos de hasta {party} personas."),
    "standing": ("Reach {points} points of standing.", "Alcanzar {points} puntos de reputación."),
    "online": ("Switch to available now.", "Ponerse en línea ahora."),
    "day_cap": ("Raise the own daily limit to {minutes}.", "Subir el propio límite diario a {minutes}."),
    "week_cap": ("Raise the own weekly limit to {minutes}.", "Subir el propio límite semanal a {minutes}."),
}

FORMS: dict[str, tuple[str, str]] = {
    "credential_day": (
        "Hold a valid {credential} on {valid_from}.",
        "Tener {credential} en vigor el {valid_from}.",
    ),
}
"""Other sentences for a change whose numbers say it better so."""

REMEDIES: dict[str, tuple[str, str]] = {
    "move": (
        "Hold it from {from} to {until}; people who would then fit: {people}.",
        "Hacerlo del {from} al {until}; personas que encajarían: {people}.",
    ),
    "ask_level": (
        "Ask for {skill} at level {level}; people who would then fit: {people}.",
        "Pedir {skill} en el nivel {level}; personas que encajarían: {people}.",
    ),
    "ask_no_skill": (
        "Do without the skill {skill}; people who would then fit: {people}.",
        "Prescindir de la habilidad {skill}; personas que encajarían: {people}.",
    ),
    "ask_language": (
        "Ask for {language} at {language_level}; people who would then fit: {people}.",
        "Pedir {language} en el nivel {language_level}; personas que encajarían: {people}.",
    ),
    "ask_no_standing": (
        "Ask for no standing; people who would then fit: {people}.",
        "No exigir reputación; personas que encajarían: {people}.",
    ),
    "ask_offline": (
        "Do not ask that people are on now; people who would then fit: {people}.",
        "No exigir estar en línea; personas que encajarían: {people}.",
    ),
    "fans_skill": (
        "Verify {skill} at level {level} for those who lack only that: {people}.",
        "Acreditar {skill} en el nivel {level} a quienes solo les falta eso: {people}.",
    ),
    "fans_language": (
        "Only {language} at {language_level} is missing for some people: {people}.",
        "A algunas personas solo les falta {language} en el nivel {language_level}: {people}.",
    ),
    "fans_radius": (
        "Ask those who live farther away to come up to {radius_m}: {people}.",
        "Pedir a quienes viven más lejos que se desplacen hasta {radius_m}: {people}.",
    ),
    "fans_hours": (
        "Ask those who lack only time from {from} to {until} to open it: {people}.",
        "Pedir a quienes solo les falta tiempo del {from} al {until} que lo abran: {people}.",
    ),
    "fans_online": (
        "Ask those who are not on now to switch on: {people}.",
        "Pedir que se pongan en línea a quienes no lo están: {people}.",
    ),
    "fans_group": (
        "Ask those who lead smaller groups to lead up to {party}: {people}.",
        "Pedir a quienes guían grupos menores que guíen hasta {party}: {people}.",
    ),
}
