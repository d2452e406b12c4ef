"""The phrases, in English and Spanish, that say what components promise and who pays for them."""

from __future__ import annotations

NAMES: dict[str, dict[str, str]] = {
    "en": {
        "per_gig": "For each gig", "per_hour": "For the time", "per_stop": "For each stop",
        "per_guest": "For each guest", "per_km": "For the way", "share_of_price": "Share of the price",
        "bonus": "Bonus", "overrun": "When it takes longer", "waiting": "Waiting",
        "returns": "Stops brought back", "floor_per_hour": "At least per hour", "perk": "Costs paid back",
        "credit": "Store credit", "points": "Points",
    },
    "es": {
        "per_gig": "Por cada encargo", "per_hour": "Por el tiempo", "per_stop": "Por cada parada",
        "per_guest": "Por cada persona", "per_km": "Por el camino", "share_of_price": "Parte del precio",
        "bonus": "Bonificación", "overrun": "Si se alarga", "waiting": "Espera",
        "returns": "Paradas devueltas", "floor_per_hour": "Mínimo por hora", "perk": "Gastos pagados",
        "credit": "Crédito en la tienda", "points": "Puntos",
    },
}  # fmt: skip

PROMISES: dict[str, dict[str, str]] = {
    "en": {
        "per_gig": "{amount} for each gig",
        "per_hour": "{amount} for each planned hour",
        "per_stop": "{amount} for each stop",
        "per_guest": "{amount} for each guest",
        "per_km": "{amount} for each kilometre",
        "share_of_price": "{percent} of what the customer pays",
        "bonus": "{amount} extra",
        "bonus_share": "{percent} on top of the pay for the work",
        "overrun": "{amount} an hour when it takes longer than planned",
        "waiting": "{amount} an hour of waiting that others cause",
        "returns": "{amount} for each stop brought back",
        "floor_per_hour": "topped up to at least {amount} an hour",
        "perk": "up to {cap} paid back, with a receipt sent within {days} days",
        "perk_plain": "{cap} towards it, no receipt needed",
        "credit": "{amount} to spend in the store",
        "points": "{points} points",
    },
    "es": {
        "per_gig": "{amount} por cada encargo",
        "per_hour": "{amount} por cada hora prevista",
        "per_stop": "{amount} por cada parada",
        "per_guest": "{amount} por cada persona",
        "per_km": "{amount} por cada kilómetro",
        "share_of_price": "{percent} de lo que paga el cliente",
        "bonus": "{amount} más",
        "bonus_share": "{percent} más sobre la paga del trabajo",
        "overrun": "{amount} la hora si dura más de lo previsto",
        "waiting": "{amount} por hora de espera que causen otros",
        "returns": "{amount} por cada parada devuelta",
        "floor_per_hour": "completado hasta {amount} la hora como mínimo",
        "perk": "se pagan hasta {cap}, con recibo enviado en {days} días",
        "perk_plain": "{cap} para ello, sin recibo",
        "credit": "{amount} para gastar en la tienda",
        "points": "{points} puntos",
    },
}

SUFFIXES: dict[str, dict[str, str]] = {
    "en": {
        "units_free": "after the first {n}",
        "units_max": "{n} at most",
        "minutes_free": "from minute {n} on",
        "minutes_max": "{n} minutes at most",
        "minutes_max.overrun": "{n} minutes set aside for it",
        "cap_minor": "at most {cap} a gig",
        "cap_fan_minor": "at most {cap} for one person",
        "cap_period_minor": "at most {cap} {period} for one person",
        "points": "{n} points",
    },
    "es": {
        "units_free": "sin contar las {n} primeras",
        "units_free.per_km": "sin contar los {n} primeros",
        "units_max": "{n} como máximo",
        "minutes_free": "desde el minuto {n}",
        "minutes_max": "{n} minutos como máximo",
        "minutes_max.overrun": "con {n} minutos reservados",
        "cap_minor": "como máximo {cap} por encargo",
        "cap_fan_minor": "como máximo {cap} por persona",
        "cap_period_minor": "como máximo {cap} {period} por persona",
        "points": "{n} puntos",
    },
}

PERIODS: dict[str, dict[str, str]] = {
    "en": {"day": "a day", "week": "a week", "month": "a month", "quarter": "a quarter", "year": "a year"},
    "es": {
        "day": "al día", "week": "a la semana", "month": "al mes", "quarter": "al trimestre", "year": "al año",
    },
}  # fmt: skip

CONDITIONS: dict[str, dict[str, tuple[str, str]]] = {
    "en": {
        "is_peak": ("at busy times", "outside busy times"),
        "is_first_gig": ("for the first gig", "after the first gig"),
        "is_newcomer": ("for newcomers", "for those who have been here a while"),
    },
    "es": {
        "is_peak": ("en horas de mucho trabajo", "fuera de las horas de mucho trabajo"),
        "is_first_gig": ("en el primer encargo", "después del primer encargo"),
        "is_newcomer": ("para quienes acaban de llegar", "para quienes ya llevan un tiempo"),
    },
}
"""What a yes-or-no fact means when it is true, and when it is not."""

OPERATORS: dict[str, dict[str, str]] = {
    "en": {
        "eq": "{n}", "ne": "other than {n}", "gte": "{n} or more", "gt": "more than {n}",
        "lte": "{n} or less", "lt": "less than {n}", "in": "{n}",
    },
    "es": {
        "eq": "{n}", "ne": "distinto de {n}", "gte": "{n} o más", "gt": "más de {n}",
        "lte": "{n} o menos", "lt": "menos de {n}", "in": "{n}",
    },
}  # fmt: skip

FACTS: dict[str, dict[str, str]] = {
    "en": {
        "rating_tenths": "with {comparison} stars",
        "streak": "after {comparison} gigs kept in a row",
        "stops": "with {comparison} stops",
        "guests": "with {comparison} guests",
        "distance_m": "for {comparison} kilometres",
        "price_minor": "when the price is {comparison}",
        "planned_minutes": "when {comparison} minutes are planned",
        "worked_minutes": "when it took {comparison} minutes",
        "waiting_minutes": "when {comparison} minutes were waited",
        "returned_stops": "with {comparison} stops brought back",
    },
    "es": {
        "rating_tenths": "con {comparison} estrellas",
        "streak": "tras {comparison} encargos seguidos cumplidos",
        "stops": "con {comparison} paradas",
        "guests": "con {comparison} personas",
        "distance_m": "para {comparison} kilómetros",
        "price_minor": "si el precio es {comparison}",
        "planned_minutes": "si se prevén {comparison} minutos",
        "worked_minutes": "si duró {comparison} minutos",
        "waiting_minutes": "si se esperaron {comparison} minutos",
        "returned_stops": "con {comparison} paradas devueltas",
    },
}

FUNDERS: dict[str, dict[str, str]] = {
    "en": {
        "budget": "from the budget",
        "booking": "from what the customer pays",
        "partner": "by a partner",
        "named_partner": "by {partner}",
    },
    "es": {
        "budget": "del presupuesto",
        "booking": "de lo que paga el cliente",
        "partner": "de un colaborador",
        "named_partner": "de {partner}",
    },
}

CHOICES: dict[str, dict[str, str]] = {
    "en": {
        "money": "money", "store_credit": "store credit", "discount_code": "a discount code",
        "donation": "a donation", "perk": "something from the shop", "with_bonus": "{kind} (with {percent} on top)",
    },
    "es": {
        "money": "dinero", "store_credit": "crédito en la tienda", "discount_code": "un código de descuento",
        "donation": "una donación", "perk": "algo de la tienda", "with_bonus": "{kind} (con un {percent} más)",
    },
}  # fmt: skip

CHANGES: dict[str, dict[str, str]] = {
    "en": {
        "added": "New: {after}",
        "removed": "No longer: {before}",
        "changed": "{after} (until now: {before})",
        "moved": "The order in which it is shown",
        "fee": "Share of the price that is a fee: {after} (until now: {before})",
        "hold": "Earnings are held for {after} hours (until now: {before})",
        "choices": "Pay can be taken as {after} (until now: {before})",
        "terms": "How people take part: {after} (until now: {before})",
        "funder": "{name}: paid {after} (until now: {before})",
        "label": "“{before}” is now called “{after}”",
        "currency": "Amounts are in {after} (until now: {before})",
    },
    "es": {
        "added": "Nuevo: {after}",
        "removed": "Ya no: {before}",
        "changed": "{after} (hasta ahora: {before})",
        "moved": "El orden en que se muestra",
        "fee": "Parte del precio que es comisión: {after} (hasta ahora: {before})",
        "hold": "Lo ganado se retiene {after} horas (hasta ahora: {before})",
        "choices": "La paga se puede recibir como {after} (hasta ahora: {before})",
        "terms": "Forma de participar: {after} (hasta ahora: {before})",
        "funder": "{name}: sale {after} (hasta ahora: {before})",
        "label": "«{before}» se llama ahora «{after}»",
        "currency": "Los importes son en {after} (hasta ahora: {before})",
    },
}

TERMS: dict[str, dict[str, str]] = {
    "en": {"volunteer": "unpaid", "volunteer_with_perks": "unpaid, with perks", "paid": "paid"},
    "es": {"volunteer": "sin paga", "volunteer_with_perks": "sin paga, con ventajas", "paid": "con paga"},
}
