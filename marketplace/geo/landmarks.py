"""Neighbourhoods, landmarks and stations of the cities that Muster knows street by street."""

from __future__ import annotations

from typing import NamedTuple

NEIGHBOURHOOD, LANDMARK, STATION = "neighbourhood", "landmark", "station"


class LocalPlace(NamedTuple):
    """A named place within a city; the Spanish name and aliases are empty when nobody says it otherwise."""

    name: str
    lat: float
    lon: float
    kind: str = NEIGHBOURHOOD
    name_es: str = ""
    aliases: tuple[str, ...] = ()


class City(NamedTuple):
    """A city with its names, ISO country, region, zone, middle and local places."""

    code: str
    name: str
    name_es: str
    country: str
    timezone: str
    lat: float
    lon: float
    places: tuple[LocalPlace, ...]
    region: str = ""
    region_code: str = ""


SAN_FRANCISCO = City(
    code="sfo",
    name="San Francisco",
    name_es="San Francisco",
    country="US",
    timezone="America/Los_Angeles",
    lat=37.7749,
    lon=-122.4194,
    places=(
        LocalPlace(
            "Mission District", 37.7599, -122.4148, name_es="Distrito de la Misión", aliases=("The Mission",)
        ),
        LocalPlace("The Castro", 37.7609, -122.4350, aliases=("Castro", "Castro District", "El Castro")),
        LocalPlace("Noe Valley", 37.7502, -122.4337),
        LocalPlace("Haight-Ashbury", 37.7692, -122.4481, aliases=("The Haight",)),
        LocalPlace("Hayes Valley", 37.7759, -122.4245),
        LocalPlace("Western Addition", 37.7822, -122.4342),
        LocalPlace("North Beach", 37.8020, -122.4100),
        LocalPlace("Chinatown", 37.7941, -122.4078, name_es="Barrio chino de San Francisco"),
        LocalPlace("Russian Hill", 37.8011, -122.4182),
        LocalPlace("Nob Hill", 37.7930, -122.4161),
        LocalPlace("Financial District", 37.7946, -122.3999, name_es="Distrito financiero"),
        LocalPlace("South of Market", 37.7785, -122.4056, aliases=("SoMa",)),
        LocalPlace("Dogpatch", 37.7606, -122.3889),
        LocalPlace("Potrero Hill", 37.7605, -122.4009),
        LocalPlace("Bernal Heights", 37.7389, -122.4152),
        LocalPlace("Glen Park", 37.7378, -122.4319),
        LocalPlace("Excelsior", 37.7244, -122.4272),
        LocalPlace("Bayview", 37.7304, -122.3844),
        LocalPlace("Inner Sunset", 37.7602, -122.4653),
        LocalPlace("Outer Sunset", 37.7553, -122.4942),
        LocalPlace("Inner Richmond", 37.7799, -122.4644),
        LocalPlace("Outer Richmond", 37.7777, -122.4949),
        LocalPlace("Pacific Heights", 37.7925, -122.4350),
        LocalPlace("Marina District", 37.8037, -122.4368, aliases=("The Marina",)),
        LocalPlace("Japantown", 37.7854, -122.4294),
        LocalPlace("Tenderloin", 37.7838, -122.4145),
        LocalPlace("Ferry Building", 37.7955, -122.3937, LANDMARK, "Edificio del Ferry"),
        LocalPlace("Coit Tower", 37.8024, -122.4058, LANDMARK, "Torre Coit"),
        LocalPlace("Mission Dolores Park", 37.7596, -122.4269, LANDMARK, "Parque Dolores", ("Dolores Park",)),
        LocalPlace("Alamo Square", 37.7764, -122.4346, LANDMARK),
        LocalPlace(
            "Palace of Fine Arts", 37.8029, -122.4484, LANDMARK, "Palacio de Bellas Artes de San Francisco"
        ),
        LocalPlace("Golden Gate Park", 37.7694, -122.4762, LANDMARK),
        LocalPlace("Lands End Lookout", 37.7802, -122.5119, LANDMARK, "Mirador de Lands End", ("Lands End",)),
        LocalPlace("Washington Square", 37.8008, -122.4101, LANDMARK),
        LocalPlace("Jack Kerouac Alley", 37.7976, -122.4065, LANDMARK, "Callejón Jack Kerouac"),
        LocalPlace(
            "San Francisco Main Library",
            37.7791,
            -122.4157,
            LANDMARK,
            "Biblioteca central",
            ("Main Library",),
        ),
        LocalPlace("Clarion Alley", 37.7630, -122.4207, LANDMARK, "Callejón Clarion"),
        LocalPlace("Fort Mason", 37.8066, -122.4310, LANDMARK),
        LocalPlace(
            "16th Street Mission Station", 37.7650, -122.4197, STATION, "Estación 16th Street Mission"
        ),
        LocalPlace(
            "24th Street Mission Station", 37.7524, -122.4184, STATION, "Estación 24th Street Mission"
        ),
        LocalPlace("Powell Street Station", 37.7844, -122.4080, STATION, "Estación Powell Street"),
        LocalPlace("Caltrain 4th and King", 37.7766, -122.3948, STATION, "Estación 4th and King"),
    ),
    region="California",
    region_code="CA",
)

MEXICO_CITY = City(
    code="mex",
    name="Mexico City",
    name_es="Ciudad de México",
    country="MX",
    timezone="America/Mexico_City",
    lat=19.4326,
    lon=-99.1332,
    places=(
        LocalPlace("Roma Norte", 19.4186, -99.1625, aliases=("La Roma", "Colonia Roma")),
        LocalPlace("Roma Sur", 19.4068, -99.1628),
        LocalPlace("Condesa", 19.4148, -99.1765, aliases=("La Condesa",)),
        LocalPlace("Hipódromo", 19.4105, -99.1700, aliases=("Hipódromo Condesa",)),
        LocalPlace("Juárez", 19.4270, -99.1610, aliases=("Colonia Juárez", "Zona Rosa")),
        LocalPlace("Cuauhtémoc", 19.4305, -99.1690, aliases=("Colonia Cuauhtémoc",)),
        LocalPlace("San Rafael", 19.4400, -99.1620, aliases=("Colonia San Rafael",)),
        LocalPlace("Santa María la Ribera", 19.4500, -99.1580),
        LocalPlace(
            "Centro Histórico", 19.4340, -99.1360, aliases=("Centro", "Historic Centre of Mexico City")
        ),
        LocalPlace("Doctores", 19.4190, -99.1450, aliases=("La Doctores",)),
        LocalPlace("Obrera", 19.4140, -99.1430),
        LocalPlace("Tabacalera", 19.4350, -99.1550),
        LocalPlace("Narvarte Poniente", 19.3960, -99.1560, aliases=("Narvarte",)),
        LocalPlace("Álamos", 19.3990, -99.1420),
        LocalPlace("Del Valle Centro", 19.3840, -99.1700, aliases=("Del Valle", "Colonia del Valle")),
        LocalPlace("Escandón", 19.4020, -99.1790),
        LocalPlace("San Miguel Chapultepec", 19.4110, -99.1860),
        LocalPlace("Polanco", 19.4335, -99.1960),
        LocalPlace("Anzures", 19.4340, -99.1770),
        LocalPlace("Tacubaya", 19.4010, -99.1870),
        LocalPlace("Nápoles", 19.3930, -99.1760),
        LocalPlace("Mixcoac", 19.3740, -99.1860),
        LocalPlace("Portales", 19.3690, -99.1440),
        LocalPlace("Coyoacán Centro", 19.3500, -99.1620, aliases=("Coyoacán",)),
        LocalPlace("San Ángel", 19.3460, -99.1900),
        LocalPlace("Tlatelolco", 19.4510, -99.1370),
        LocalPlace("Zócalo", 19.4326, -99.1332, LANDMARK, aliases=("Plaza de la Constitución",)),
        LocalPlace("Palacio de Bellas Artes", 19.4352, -99.1412, LANDMARK),
        LocalPlace("Angel of Independence", 19.4270, -99.1677, LANDMARK, "Ángel de la Independencia"),
        LocalPlace("Chapultepec Castle", 19.4204, -99.1819, LANDMARK, "Castillo de Chapultepec"),
        LocalPlace("Monument to the Revolution", 19.4363, -99.1547, LANDMARK, "Monumento a la Revolución"),
        LocalPlace("Moorish Kiosk", 19.4509, -99.1575, LANDMARK, "Kiosco Morisco"),
        LocalPlace("Parque México", 19.4119, -99.1690, LANDMARK),
        LocalPlace("Plaza Río de Janeiro", 19.4199, -99.1591, LANDMARK),
        LocalPlace("Cibeles Fountain", 19.4200, -99.1668, LANDMARK, "Fuente de Cibeles"),
        LocalPlace("Medellín Market", 19.4071, -99.1656, LANDMARK, "Mercado de Medellín"),
        LocalPlace("Jardín Centenario", 19.3500, -99.1640, LANDMARK),
        LocalPlace("Buenavista Station", 19.4467, -99.1526, STATION, "Estación Buenavista", ("Buenavista",)),
        LocalPlace("Insurgentes Metro", 19.4233, -99.1631, STATION, "Metro Insurgentes"),
        LocalPlace("Chapultepec Metro", 19.4208, -99.1762, STATION, "Metro Chapultepec"),
    ),
)

AMSTERDAM = City(
    code="ams",
    name="Amsterdam",
    name_es="Ámsterdam",
    country="NL",
    timezone="Europe/Amsterdam",
    lat=52.3731,
    lon=4.8922,
    places=(
        LocalPlace("Grachtengordel", 52.3665, 4.8860, name_es="Cinturón de canales", aliases=("Canal Ring",)),
        LocalPlace("Jordaan", 52.3745, 4.8810, aliases=("De Jordaan",)),
        LocalPlace("De Wallen", 52.3727, 4.8975),
        LocalPlace("De Pijp", 52.3545, 4.8940),
        LocalPlace("Oud-West", 52.3650, 4.8705),
        LocalPlace("De Baarsjes", 52.3690, 4.8540),
        LocalPlace("Bos en Lommer", 52.3785, 4.8480),
        LocalPlace("Westerpark", 52.3865, 4.8745),
        LocalPlace("Spaarndammerbuurt", 52.3900, 4.8800),
        LocalPlace("Oud-Zuid", 52.3530, 4.8720),
        LocalPlace("Rivierenbuurt", 52.3450, 4.9050),
        LocalPlace("Plantage", 52.3665, 4.9120),
        LocalPlace("Dapperbuurt", 52.3615, 4.9280, aliases=("Amsterdam Oost", "Amsterdam East")),
        LocalPlace("Indische Buurt", 52.3620, 4.9400),
        LocalPlace("Oostelijk Havengebied", 52.3745, 4.9390, aliases=("Eastern Docklands",)),
        LocalPlace("Watergraafsmeer", 52.3510, 4.9290),
        LocalPlace("IJburg", 52.3550, 5.0000),
        LocalPlace("Amsterdam Noord", 52.3910, 4.9180, name_es="Ámsterdam Norte", aliases=("Noord",)),
        LocalPlace("NDSM", 52.4010, 4.8940, aliases=("NDSM-werf",)),
        LocalPlace("Zuidas", 52.3385, 4.8730),
        LocalPlace("Buitenveldert", 52.3300, 4.8730),
        LocalPlace("Slotervaart", 52.3580, 4.8290),
        LocalPlace("Osdorp", 52.3590, 4.7960),
        LocalPlace("Bijlmer", 52.3150, 4.9560, aliases=("Amsterdam Zuidoost", "De Bijlmer")),
        LocalPlace("Dam Square", 52.3731, 4.8926, LANDMARK, "Plaza Dam", ("De Dam",)),
        LocalPlace("Rijksmuseum", 52.3600, 4.8852, LANDMARK),
        LocalPlace("Museumplein", 52.3573, 4.8820, LANDMARK, "Plaza de los Museos"),
        LocalPlace("Vondelpark", 52.3580, 4.8686, LANDMARK),
        LocalPlace("Westerkerk", 52.3745, 4.8839, LANDMARK),
        LocalPlace("Magere Brug", 52.3636, 4.9025, LANDMARK, "Puente Magere", ("Skinny Bridge",)),
        LocalPlace("Begijnhof", 52.3695, 4.8900, LANDMARK),
        LocalPlace("Waterlooplein", 52.3681, 4.9017, LANDMARK),
        LocalPlace("Nieuwmarkt", 52.3722, 4.9003, LANDMARK),
        LocalPlace("Hortus Botanicus", 52.3668, 4.9077, LANDMARK, "Jardín botánico"),
        LocalPlace(
            "Albert Cuyp Market", 52.3558, 4.8927, LANDMARK, "Mercado Albert Cuyp", ("Albert Cuypmarkt",)
        ),
        LocalPlace("OBA Oosterdok", 52.3760, 4.9083, LANDMARK, "Biblioteca OBA Oosterdok"),
        LocalPlace(
            "Amsterdam Centraal",
            52.3791,
            4.9003,
            STATION,
            "Estación Central de Ámsterdam",
            ("Centraal Station",),
        ),
        LocalPlace("Amsterdam Zuid", 52.3389, 4.8726, STATION, "Estación Amsterdam Zuid", ("Zuid",)),
        LocalPlace("Amsterdam Sloterdijk", 52.3889, 4.8377, STATION, "Estación Sloterdijk", ("Sloterdijk",)),
        LocalPlace("Amsterdam Amstel", 52.3465, 4.9179, STATION, "Estación Amstel", ("Amstel",)),
        LocalPlace(
            "Amsterdam Muiderpoort", 52.3606, 4.9315, STATION, "Estación Muiderpoort", ("Muiderpoort",)
        ),
        LocalPlace("Schiphol Plaza", 52.3095, 4.7620, STATION, "Estación Schiphol", ("Schiphol",)),
    ),
)

CITIES = (SAN_FRANCISCO, MEXICO_CITY, AMSTERDAM)
CITIES_BY_CODE = {city.code: city for city in CITIES}
