"""The sentences for every reason, in English and Spanish, with the numbers they take."""

from __future__ import annotations

RULES: dict[str, tuple[str, str]] = {
    "skill_missing": (
        "The skill {skill} is missing (level {level_needed} is asked for).",
        "Falta la habilidad {skill} (se pide el nivel {level_needed}).",
    ),
    "skill_level": (
        "The skill {skill} is at level {level_held}; level {level_needed} is asked for.",
        "La habilidad {skill} está en el nivel {level_held}; se pide el nivel {level_needed}.",
    ),
    "skills_any": (
        "One of these skills is needed: {skills}.",
        "Hace falta una de estas habilidades: {skills}.",
    ),
    "language": (
        "One of these languages is needed at the level asked for: {languages}.",
        "Hace falta uno de estos idiomas al nivel pedido: {languages}.",
    ),
    "credential_missing": ("The credential {credential} is missing.", "Falta la acreditación {credential}."),
    "credential_not_yet": (
        "The credential {credential} is valid only from {valid_from}.",
        "La acreditación {credential} solo vale desde el {valid_from}.",
    ),
    "credential_expired": (
        "The credential {credential} runs out on {valid_until}.",
        "La acreditación {credential} vence el {valid_until}.",
    ),
    "unavailable": ("Not available from {from} to {until}.", "Sin disponibilidad del {from} al {until}."),
    "overlap": (
        "Already busy from {from} to {until}.",
        "Ya hay un compromiso del {from} al {until}.",
    ),
    "travel_between": (
        "Too little time to get to or from what is planned from {from} to {until} "
        "(needed: {needed_minutes}, there are: {gap_minutes}).",
        "No hay tiempo para llegar desde o hasta lo previsto del {from} al {until} "
        "(necesario: {needed_minutes}, hay: {gap_minutes}).",
    ),
    "too_far": (
        "It is {distance_m} from home, and the travel radius is {radius_m}.",
        "Está a {distance_m} de casa y el radio de desplazamiento es de {radius_m}.",
    ),
    "no_home": ("No home area is set.", "No se ha indicado la zona de residencia."),
    "too_young": (
        "The least age is {age_min}, and the age on the day is {age}.",
        "La edad mínima es de {age_min} años y ese día la edad es de {age}.",
    ),
    "age_unknown": (
        "The least age is {age_min}, and the date of birth is not known.",
        "La edad mínima es de {age_min} años y no consta la fecha de nacimiento.",
    ),
    "group_too_large": (
        "The group has {party} people; the largest group led is {largest_group}.",
        "El grupo es de {party} personas; el mayor grupo que guía es de {largest_group}.",
    ),
    "hours_day": (
        "It would make {total_minutes} of work on {on}; the limit is {cap_minutes}.",
        "Serían {total_minutes} de trabajo el {on}; el límite es de {cap_minutes}.",
    ),
    "hours_week": (
        "It would make {total_minutes} of work in the seven days from {from}; the limit is {cap_minutes}.",
        "Serían {total_minutes} de trabajo en los siete días desde el {from}; el límite es de {cap_minutes}.",
    ),
    "blocked": ("One of the people involved is blocked.", "Una de las personas está bloqueada."),
    "excluded": ("This gig was declined or handed back before.", "Esta tarea ya se rechazó o se devolvió."),
    "standing_low": (
        "Standing is at {points} points; {points_needed} are needed.",
        "La reputación es de {points} puntos; hacen falta {points_needed}.",
    ),
    "offline": ("Not on now.", "No está en línea ahora."),
}

ROUND: dict[str, tuple[str, str]] = {
    "busy_in_round": (
        "Another gig at that time was given in the same round.",
        "En la misma ronda se asignó otra tarea a esa hora.",
    ),
    "most_gigs": (
        "The most gigs one person gets in a round is {most_gigs}.",
        "En una ronda se asignan como máximo {most_gigs} tareas por persona.",
    ),
    "hours_in_round": (
        "With the gigs given in this round the hour limit would be passed.",
        "Con las tareas de esta ronda se pasaría el límite de horas.",
    ),
    "below_least_score": (
        "The score is {score}; the programme asks for {least_score}.",
        "La puntuación es {score}; el programa pide {least_score}.",
    ),
    "not_with_others": (
        "The people on this gig do not go together.",
        "Las personas de esta tarea no deben coincidir.",
    ),
    "left_out": (
        "It would fit, and the round found no better total with it.",
        "Encajaría, pero la ronda no halló un total mejor con esta pareja.",
    ),
    "outscored_here": (
        "Others scored higher: {least_chosen} points or more against {score}.",
        "Otras personas puntuaron más: al menos {least_chosen} puntos frente a {score}.",
    ),
    "no_gigs": ("There was nothing to give in this round.", "No había tareas que asignar en esta ronda."),
    "nothing_fits": ("None of the {gigs} gigs fits.", "Ninguna de las {gigs} tareas encaja."),
    "outscored": (
        "It would fit for {eligible} gigs, and others scored higher.",
        "Encajaría en {eligible} tareas, pero otras personas puntuaron más.",
    ),
    "nobody_eligible": (
        "Nobody fits yet (places: {places}).",
        "Todavía nadie encaja (plazas: {places}).",
    ),
    "too_few_eligible": (
        "Too few people fit: {eligible} for {places} places.",
        "Encajan muy pocas personas: {eligible} para {places} plazas.",
    ),
    "taken_elsewhere": (
        "Those who fit ({eligible}) are needed for other gigs.",
        "Quienes encajan ({eligible}) hacen falta en otras tareas.",
    ),
    "pin_refused": (
        "The person put here by hand cannot take it: {codes}.",
        "La persona puesta a mano no puede hacerlo: {codes}.",
    ),
    "stage_unfilled": (
        "A stage cannot be filled: {eligible} people fit for {places} places.",
        "Una etapa no se puede cubrir: encajan {eligible} personas para {places} plazas.",
    ),
    "over_budget": (
        "Even the cheapest choice of stages passes the budget.",
        "Incluso la combinación más barata de etapas supera el presupuesto.",
    ),
    "no_combination": (
        "Each stage could be filled, and no choice of people and times fits together.",
        "Cada etapa se podría cubrir, pero ninguna combinación de personas y horas encaja.",
    ),
    "work_spent": (
        "The search stopped at its limit; there may be better answers.",
        "La búsqueda se detuvo en su límite; puede haber respuestas mejores.",
    ),
    "too_large": (
        "The parcel takes {size} units; a vehicle holds {capacity}.",
        "El paquete ocupa {size} unidades; en un vehículo caben {capacity}.",
    ),
    "window_unreachable": (
        "No way from the pick-up point arrives within the delivery window.",
        "Desde el punto de recogida no se llega dentro de la franja de entrega.",
    ),
    "too_far_for_block": (
        "Delivering it takes {needed_minutes}, longer than the longest block ({block_max_minutes}).",
        "Entregarlo lleva {needed_minutes}, más que el bloque más largo ({block_max_minutes}).",
    ),
    "not_worth_it": (
        "Delivering it costs more than it is worth.",
        "Entregarlo cuesta más de lo que vale.",
    ),
    "no_block_left": (
        "All blocks are full (most blocks: {most_blocks}).",
        "Todos los bloques están llenos (máximo: {most_blocks}).",
    ),
    "unavailable_then": ("Not available then.", "Sin disponibilidad a esa hora."),
    "not_suitable": ("Does not fit this gig.", "No encaja en esta tarea."),
    "lives_too_far": ("Lives too far away.", "Vive demasiado lejos."),
}

FOR: dict[str, tuple[str, str]] = {
    "near": ("Lives {distance_m} away.", "Vive a {distance_m}."),
    "skilled": ("Knows {skill} well (level {level} of 5).", "Domina {skill} (nivel {level} de 5)."),
    "speaks": ("Speaks {language} ({language_level}).", "Habla {language} ({language_level})."),
    "shares": ("Shares an interest in {interests}.", "Comparte el interés por {interests}."),
    "reliable": ("Reliable: {points} of 1,000 points.", "Fiable: {points} de 1000 puntos."),
    "due": (
        "Has had less than a fair share of gigs over the past weeks ({served}).",
        "En las últimas semanas ha recibido menos tareas de las que le tocan ({served}).",
    ),
    "knows_area": ("Knows {area}.", "Conoce {area}."),
}
