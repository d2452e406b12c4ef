"""What goes into the roaster's parcels, and what people write on the label for whoever brings them."""

from __future__ import annotations

# What is in the bag, its litres with padding, and how often it is ordered.
CONTENTS = (
    ("2 bolsas de 250 g, molido para prensa", 3, 16),
    ("1 bolsa de 500 g, en grano", 3, 18),
    ("1 kilo en grano", 5, 16),
    ("3 bolsas de 250 g, surtido de la casa", 4, 12),
    ("2 kilos en grano para oficina", 9, 8),
    ("Cafetera de goteo con filtros", 12, 5),
    ("Molino manual y 250 g", 8, 6),
    ("6 tazas del taller de la Doctores, frágil", 14, 4),
    ("Prensa francesa de un litro, frágil", 10, 5),
    ("5 kilos para cafetería", 20, 4),
    ("Suscripción del mes: 2 bolsas y una postal", 3, 14),
)

# Opening and closing of the time asked for; None is any time of the day.
WINDOWS = (
    (None, 36),
    (("09:00", "12:00"), 14),
    (("10:00", "14:00"), 18),
    (("12:00", "16:00"), 14),
    (("15:00", "19:00"), 12),
    (("17:00", "20:00"), 6),
)

# Inside the house: a flat, a floor, or nothing.
INSIDES = (("", 34), ("-{n}", 30), (", int. {n}", 18), (", depto. {n}0{m}", 18))

NOTES = (
    "",
    "",
    "",
    "",
    "El timbre 3 no sirve; toca el 4, que también somos nosotros.",
    "Hay perro. Ladra, pero es por costumbre.",
    "Portón verde, al lado de la tlapalería.",
    "Si no contesto, estoy en la azotea: grita «café».",
    "Por favor no toquen antes de las diez, hay bebé.",
    "Se puede dejar con don Beto, el portero, con código.",
    "Es una oficina, tercer piso, el elevador tarda lo que tarda.",
    "Trabajo de noche. Después de las dos ya soy persona.",
    "Entre Orizaba y Jalapa; el número se cayó con el sismo.",
    "Interfón: marcar campana y luego el departamento.",
    "Es regalo, que no se vea la nota por favor.",
    "Soy la del balcón con bugambilias.",
    "La entrada es por la cochera, hay rampa.",
    "Mi mamá recibe; háblenle fuerte y con cariño.",
    "Cafetería: entrar por atrás, antes de que abramos.",
    "Frágil, de veras frágil.",
    "La propina va aparte, pero el agua la invito aquí.",
    "Si llueve, mejor mañana. No quiero que se mojen ustedes.",
    "Toquen fuerte, estoy dando clase con audífonos.",
    "Planta baja, junto a la lavandería.",
)
