"""Where the people of the demo world live, and the streets that its parcels go to."""

from __future__ import annotations

import math
from random import Random
from types import MappingProxyType
from typing import NamedTuple

from marketplace.geo.distance import M_PER_LATITUDE_DEGREE, LatLon
from marketplace.geo.landmarks import CITIES, LocalPlace

# People live round the middle of their neighbourhood, not on it; further out some would live in the bay.
HOME_SPREAD_M = 280.0


class Home(NamedTuple):
    """A neighbourhood to live in, as its people say it, and how many of them there are."""

    place: LocalPlace
    spoken: str
    weight: int


class Street(NamedTuple):
    """A street with its numbers: where the lowest and the highest stand."""

    name: str
    colonia: str
    postcode: str
    start: LatLon
    end: LatLon
    number_max: int


class Address(NamedTuple):
    """A house in a street."""

    text: str
    lat: float
    lon: float


# Name of the place = how it is said; the weight is 4 unless another stands after a colon.
_SPOKEN = {
    "sfo": """Mission District = the Mission : 9; The Castro = the Castro; Noe Valley; Haight-Ashbury = the Haight;
        Hayes Valley; Western Addition = the Western Addition; North Beach : 6; Chinatown : 5; Russian Hill : 3;
        Nob Hill : 2; South of Market = SoMa; Dogpatch : 3; Potrero Hill; Bernal Heights : 6; Glen Park : 3;
        Excelsior = the Excelsior : 6; Bayview = the Bayview; Inner Sunset = the Inner Sunset : 6;
        Outer Sunset = the Outer Sunset : 7; Inner Richmond = the Inner Richmond : 6;
        Outer Richmond = the Outer Richmond : 6; Pacific Heights : 2; Japantown : 3; Tenderloin = the Tenderloin""",
    "mex": """Roma Norte = la Roma Norte : 8; Roma Sur = la Roma Sur : 6; Condesa = la Condesa : 5;
        Hipódromo = la Hipódromo : 5; Juárez = la Juárez : 6; Cuauhtémoc = la Cuauhtémoc : 5;
        San Rafael = la San Rafael : 9; Santa María la Ribera : 9; Centro Histórico = el Centro : 6;
        Doctores = la Doctores : 6; Obrera = la Obrera : 5; Tabacalera = la Tabacalera : 3;
        Narvarte Poniente = la Narvarte : 7; Álamos = la Álamos; Del Valle Centro = la Del Valle : 5;
        Escandón = la Escandón : 6; San Miguel Chapultepec : 3; Anzures = la Anzures : 2; Tacubaya : 4;
        Nápoles = la Nápoles : 3; Portales = la Portales : 4; Coyoacán Centro = Coyoacán : 3; Tlatelolco : 5""",
    "ams": """Jordaan = the Jordaan : 6; De Wallen = the old centre : 2; De Pijp : 6; Oud-West : 6; De Baarsjes : 5;
        Bos en Lommer; Westerpark : 5; Spaarndammerbuurt = the Spaarndammerbuurt : 3; Oud-Zuid : 3;
        Rivierenbuurt = the Rivierenbuurt; Plantage = the Plantage : 3; Dapperbuurt = the Dapperbuurt : 5;
        Indische Buurt = the Indische Buurt : 6; Oostelijk Havengebied = the Eastern Docklands;
        Watergraafsmeer = the Watergraafsmeer : 3; IJburg : 4; Amsterdam Noord = Noord : 7; Zuidas = the Zuidas : 1;
        Slotervaart : 3; Osdorp : 3; Bijlmer = the Bijlmer : 6""",
}


def _homes(code: str, spoken: str) -> tuple[Home, ...]:
    places = {place.name: place for city in CITIES if city.code == code for place in city.places}
    homes = []
    for entry in spoken.split(";"):
        name, _, weight = (part.strip() for part in entry.partition(":"))
        name, _, said = (part.strip() for part in name.partition("="))
        homes.append(Home(places[name], said or name, int(weight or 4)))
    return tuple(homes)


HOMES = MappingProxyType({code: _homes(code, spoken) for code, spoken in _SPOKEN.items()})

# Street; colonia; postcode; where the numbers start; where they end; the last number.
_STREETS = """
Orizaba; Roma Norte; 06700; 19.4230,-99.1586; 19.4122,-99.1604; 160
Jalapa; Roma Norte; 06700; 19.4228,-99.1603; 19.4120,-99.1621; 170
Tonalá; Roma Norte; 06700; 19.4224,-99.1620; 19.4120,-99.1638; 190
Córdoba; Roma Norte; 06700; 19.4234,-99.1568; 19.4128,-99.1586; 180
Mérida; Roma Norte; 06700; 19.4236,-99.1552; 19.4130,-99.1570; 190
Colima; Roma Norte; 06700; 19.4203,-99.1535; 19.4168,-99.1705; 450
Durango; Roma Norte; 06700; 19.4217,-99.1535; 19.4183,-99.1712; 370
Tabasco; Roma Norte; 06700; 19.4195,-99.1533; 19.4165,-99.1680; 360
Chihuahua; Roma Norte; 06700; 19.4179,-99.1530; 19.4152,-99.1660; 230
Guanajuato; Roma Norte; 06700; 19.4168,-99.1530; 19.4142,-99.1655; 240
Zacatecas; Roma Norte; 06700; 19.4157,-99.1532; 19.4132,-99.1650; 230
Campeche; Roma Sur; 06760; 19.4092,-99.1545; 19.4068,-99.1680; 290
Tlaxcala; Roma Sur; 06760; 19.4078,-99.1548; 19.4056,-99.1670; 190
Tamaulipas; Condesa; 06140; 19.4140,-99.1722; 19.4062,-99.1758; 230
Vicente Suárez; Condesa; 06140; 19.4133,-99.1712; 19.4143,-99.1765; 180
Atlixco; Condesa; 06140; 19.4158,-99.1742; 19.4085,-99.1768; 190
Mazatlán; Condesa; 06140; 19.4170,-99.1766; 19.4095,-99.1785; 220
Nuevo León; Hipódromo; 06100; 19.4146,-99.1692; 19.4052,-99.1722; 280
Citlaltépetl; Hipódromo; 06100; 19.4118,-99.1716; 19.4084,-99.1702; 60
Hamburgo; Juárez; 06600; 19.4283,-99.1580; 19.4250,-99.1725; 320
Londres; Juárez; 06600; 19.4268,-99.1572; 19.4238,-99.1715; 280
Marsella; Juárez; 06600; 19.4274,-99.1555; 19.4262,-99.1604; 80
Dinamarca; Juárez; 06600; 19.4290,-99.1582; 19.4250,-99.1566; 90
Río Lerma; Cuauhtémoc; 06500; 19.4318,-99.1602; 19.4276,-99.1735; 360
Río Pánuco; Cuauhtémoc; 06500; 19.4328,-99.1622; 19.4286,-99.1738; 240
Serapio Rendón; San Rafael; 06470; 19.4352,-99.1590; 19.4422,-99.1602; 140
Sadi Carnot; San Rafael; 06470; 19.4358,-99.1606; 19.4425,-99.1617; 130
Altamirano; San Rafael; 06470; 19.4365,-99.1630; 19.4420,-99.1640; 140
Gómez Farías; San Rafael; 06470; 19.4362,-99.1575; 19.4376,-99.1640; 80
Doctor Atl; Santa María la Ribera; 06400; 19.4465,-99.1571; 19.4545,-99.1583; 290
Salvador Díaz Mirón; Santa María la Ribera; 06400; 19.4515,-99.1542; 19.4499,-99.1640; 230
Jaime Torres Bodet; Santa María la Ribera; 06400; 19.4460,-99.1589; 19.4540,-99.1601; 280
Sor Juana Inés de la Cruz; Santa María la Ribera; 06400; 19.4478,-99.1542; 19.4465,-99.1630; 160
Pitágoras; Narvarte Poniente; 03020; 19.3995,-99.1592; 19.3882,-99.1603; 610
Anaxágoras; Narvarte Poniente; 03020; 19.3998,-99.1558; 19.3884,-99.1570; 640
Uxmal; Narvarte Poniente; 03020; 19.3995,-99.1532; 19.3880,-99.1546; 590
Luz Saviñón; Narvarte Poniente; 03020; 19.3932,-99.1524; 19.3918,-99.1640; 1200
Doctor Lavista; Doctores; 06720; 19.4245,-99.1500; 19.4231,-99.1424; 190
Doctor Vértiz; Doctores; 06720; 19.4240,-99.1476; 19.4105,-99.1488; 310
José Martí; Escandón; 11800; 19.4046,-99.1770; 19.4016,-99.1845; 280
Progreso; Escandón; 11800; 19.4030,-99.1767; 19.3999,-99.1848; 220
"""


def _street(line: str) -> Street:
    name, colonia, postcode, start, end, number_max = (part.strip() for part in line.split(";"))
    return Street(name, colonia, postcode, _corner(start), _corner(end), int(number_max))


def _corner(text: str) -> LatLon:
    lat, lon = text.split(",")
    return LatLon(float(lat), float(lon))


STREETS = tuple(_street(line) for line in _STREETS.strip().splitlines())


def address_in(street: Street, number: int, inside: str = "") -> Address:
    """The house of a number: numbers run evenly from one end of the street to the other."""
    share = min(1.0, number / street.number_max)
    lat = street.start.lat + (street.end.lat - street.start.lat) * share
    lon = street.start.lon + (street.end.lon - street.start.lon) * share
    text = f"{street.name} {number}{inside}, {street.colonia}, {street.postcode} Ciudad de México"
    return Address(text, round(lat, 5), round(lon, 5))


def point_near(rng: Random, lat: float, lon: float, spread_m: float = HOME_SPREAD_M) -> LatLon:
    """A point within the spread, as likely in one place as in another."""
    reach, turn = spread_m * math.sqrt(rng.random()), rng.random() * 2 * math.pi
    north = reach * math.cos(turn) / M_PER_LATITUDE_DEGREE
    east = reach * math.sin(turn) / (M_PER_LATITUDE_DEGREE * math.cos(math.radians(lat)))
    return LatLon(round(lat + north, 5), round(lon + east, 5))
