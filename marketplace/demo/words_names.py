"""Given and family names by where families come from, for people who do not exist."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple


class NamePool(NamedTuple):
    """Names that go together, and the languages their bearers may have grown up with.

    `languages` are (code, share of bearers who speak it, usual level); two family names are given where
    people bear two.
    """

    given: tuple[str, ...]
    family: tuple[str, ...]
    languages: tuple[tuple[str, float, int], ...] = ()
    family_names: int = 1


def _pool(given: str, family: str, *languages: tuple[str, float, int], family_names: int = 1) -> NamePool:
    return NamePool(tuple(given.split()), tuple(family.split()), languages, family_names)


_ENGLISH = _pool(
    "Alice Amos Beth Calvin Clare Dana Eleanor Elliot Frances Gus Hazel Henry Ida Jonah June Kit Leo Mabel Miles Nell "
    "Oscar Pearl Quinn Ruth Sam Theo Vera Walt Willa Wyatt",
    "Abbott Barlow Calloway Dunning Ellery Fairbank Garner Hollis Ingram Jessup Kimball Langley Mercer Nolan Ortley "
    "Pryor Quimby Rowan Sutter Thatcher Underhill Vance Whitlow Yarrow",
)
_BLACK_AMERICAN = _pool(
    "Aaliyah Andre Bernice Camille Darnell Denise Desmond Ezra Imani Isaiah Jamal Keisha Lorraine Malik Naomi Otis "
    "Renee Simone Terrence Yvette",
    "Banks Booker Broussard Carver Dorsey Fontenot Gaines Hargrove Joyner Ledoux Mayfield Pettway Ransom Tolliver "
    "Upshaw Wardlow",
)
_CHINESE_AMERICAN = _pool(
    "Albert Amy Bonnie Calvin Connie Derek Doris Emily Gordon Grace Iris Jason Jenny Kevin Lily Mei Raymond Sylvia "
    "Vivian Wesley",
    "Chan Chin Fong Gee Ho Jang Kwan Lau Leong Louie Mah Ng Quan Szeto Tam Wong Yee Yip",
    ("zh", 0.5, 4),
    ("yue", 0.6, 4),
)
_FILIPINO_AMERICAN = _pool(
    "Althea Benjie Carlo Danica Ernesto Gemma Jericho Joy Leandro Marites Marvin Nina Paolo Rowena Teresa Vince",
    "Abad Bautista Cabrera Dizon Evangelista Ilagan Lacson Macaraeg Navarro Ocampo Pangilinan Salonga Tolentino Villareal",
    ("tl", 0.7, 4),
)
_LATIN_AMERICAN = _pool(
    "Alma Benito Celia Dolores Emilio Flor Graciela Hugo Ines Joaquín Lupe Mateo Norma Óscar Paloma Ramón Silvia Tomás "
    "Xiomara Yesenia",
    "Alvarenga Barrientos Cisneros Duarte Escobedo Figueroa Guzmán Iraheta Landaverde Montes Olivares Pineda Quintanilla "
    "Rosales Santamaría Tovar Urrutia Zelaya",
    ("es", 0.9, 5),
)
_ITALIAN_AMERICAN = _pool(
    "Angela Carla Dino Enzo Gina Lina Marco Nico Paola Rita Rocco Sal Teresa Vince",
    "Bacigalupi Canepa Demartini Ferrando Ghiselli Lagomarsino Molinari Parodi Raggio Sbarboro Tassi",
    ("it", 0.75, 4),
)
_VIETNAMESE_AMERICAN = _pool(
    "Anh Binh Chi Duc Hanh Khoa Lan Linh Minh My Phuong Quang Thao Thuy Tuan Vy",
    "Bui Cao Dang Dinh Doan Huynh Lam Luong Mai Ngo Pham Quach Truong Vo",
    ("vi", 0.75, 4),
)
_JAPANESE_AMERICAN = _pool(
    "Aiko Emi Hana Ken Kimi Mari Naomi Reiko Sachi Shin Tad Yuri",
    "Arakawa Endo Fujikawa Hamada Inouye Kitagawa Morioka Nakashima Okubo Shimada Tanabe Yonemura",
    ("ja", 0.5, 3),
)
_INDIAN = _pool(
    "Aditi Anand Devika Farah Gautam Isha Karthik Leela Meera Nikhil Priya Rohan Sanjana Tara Vikram Zubin",
    "Acharya Bhatt Chaudhuri Deshpande Gokhale Iyer Kulkarni Menon Nair Pillai Rao Shenoy Tandon Varma",
    ("hi", 0.7, 4),
)
_RUSSIAN = _pool(
    "Alla Boris Dmitri Galina Ilya Katya Lev Marina Oleg Polina Sonya Vadim",
    "Belkin Dorfman Feldstein Gorelik Kagan Levitin Orlov Rabkin Sokolov Tulin",
    ("ru", 0.9, 5),
)

_MEXICAN = _pool(
    "Abril Adriana Aldo Alicia Amparo Andrés Araceli Aurora Beatriz Bruno Carmen Ciro Daniela Diego Edgar Elisa Elvira "
    "Emiliano Esteban Fabiola Fermín Gabriela Gerardo Guadalupe Héctor Ileana Irma Israel Itzel Jacinto Jimena Josefina "
    "Julián Karla Leonor Lucero Magdalena Marcos Maribel Martín Miriam Nayeli Nicolás Octavio Ofelia Pablo Paulina "
    "Ramiro Rebeca Rocío Rodrigo Santiago Saúl Socorro Tania Úrsula Valentina Verónica Ximena Yolanda Zenaida",
    "Aguirre Alcántara Arriaga Báez Barragán Becerril Cárdenas Cervantes Colín Coronel Dávila Escalante Espinosa Estrada "
    "Fuentes Galindo Gallegos Garduño Godínez Hinojosa Huerta Ibarra Jaimes Juárez Lara Ledesma Lozano Macías Manzano "
    "Medrano Mejía Monroy Nájera Ocaña Olvera Padilla Palacios Pedraza Quezada Quiroz Rangel Reséndiz Robledo Salgado "
    "Sandoval Segura Serrano Solís Tapia Tinoco Trejo Uribe Valadez Vallejo Villaseñor Zamora Zárate Zepeda",
    family_names=2,
)
_NAHUA_AND_ZAPOTEC = _pool(
    "Citlali Donají Erandi Itzel Malinalli Nayeli Tonatiuh Xóchitl Yaretzi Cuauhtémoc Guadalupe Porfirio",
    "Cuahutle Tecuapetla Xicohténcatl Toxqui Cuautle Popoca Tlatelpa Zitlalpopoca",
    ("nah", 0.5, 4),
    family_names=2,
)
_IN_MEXICO_FROM_ELSEWHERE = _pool(
    "Agustina Camilo Clémence Facundo Hyejin Iker Lautaro Mariel Noa Rafaela Santi Solène Tatiana Yamila",
    "Acosta Bonnard Castells Duverger Echeverri Ferreyra Garriga Kwon Lenoir Mansilla Pujol Restrepo Sosa Villalba",
    ("en", 0.6, 4),
    ("fr", 0.3, 4),
)

_DUTCH = _pool(
    "Anneke Bas Bram Carlijn Daan Els Femke Floor Gijs Hanneke Ilse Jasper Joost Karin Lotte Maarten Marijke Niels "
    "Noor Pieter Rens Roos Sanne Sjoerd Teun Tess Veerle Wietske Wouter Yvonne",
    "Akkermans Beumer Boonstra Cornelisse Dekkinga Dijkhuizen Elzinga Goossens Haverkamp Hoekstra Kamstra Koelewijn "
    "Laarman Meulenbelt Nijdam Oosterveld Postma Roorda Schoenmaker Tamminga Uiterwijk Veenstra Wiersma Zandvliet",
    ("nl", 1.0, 5),
    ("de", 0.4, 3),
)
_SURINAMESE_DUTCH = _pool(
    "Anjali Clyde Dewi Edgar Ginelle Humphrey Iwan Jerrel Lucia Maureen Radj Shanti Winston Xavier",
    "Amatmohamed Bijlhout Doelwijt Esajas Graanoogst Hirasing Kensmil Ramdien Sopawiro Tjin Woei",
    ("nl", 1.0, 5),
    ("srn", 0.7, 4),
)
_TURKISH_DUTCH = _pool(
    "Aylin Berk Ceren Deniz Elif Emre Gizem Kaan Melis Onur Selin Tolga",
    "Aksoy Bayraktar Çetin Demirel Erdem Güneş Kılıç Özkan Sarı Toprak Yıldırım",
    ("nl", 0.95, 5),
    ("tr", 0.9, 5),
)
_MOROCCAN_DUTCH = _pool(
    "Amina Bilal Chaima Fouad Hanane Ilham Karim Loubna Mounir Nadia Soufiane Yasmina",
    "Aarab Belhaj Chakir Daoudi Ezzaki Ghazi Jabri Lahlali Mansouri Ouali Tahiri Zerrouk",
    ("nl", 0.95, 5),
    ("ar", 0.8, 4),
)
_INDONESIAN_DUTCH = _pool(
    "Agus Dewi Indra Lestari Maya Nugraha Putri Ratna Surya Wulan",
    "Hartono Kusuma Latuheru Manuputty Pattiasina Salomons Tahitu Wattimena",
    ("nl", 0.9, 5),
    ("id", 0.6, 4),
)
_ITALIAN = _pool(
    "Alessia Chiara Davide Elena Federico Giulia Ilaria Lorenzo Marta Nicola Sara Tommaso",
    "Baldini Carraro Fumagalli Galimberti Locatelli Marchetti Pasqualini Rinaldi Sartori Tedesco Valsecchi Zanetti",
    ("it", 1.0, 5),
    ("nl", 0.4, 2),
)
_SPANISH = _pool(
    "Aitor Alba Blanca Carles Elena Gonzalo Irene Jordi Lucía Marcos Nuria Pau Rocío Unai",
    "Arregui Bermejo Casals Domènech Etxeberria Ferrer Gallardo Iglesias Llorente Mendizábal Puig Sanchis",
    ("es", 1.0, 5),
    ("nl", 0.35, 2),
)
_BRITISH_AND_IRISH = _pool(
    "Aoife Callum Declan Eilidh Freya Gareth Harriet Imogen Niamh Owen Rhys Siobhan",
    "Ashdown Brannigan Carmody Drummond Fairweather Gallacher Hathersage Kinsella Lockwood Pennington Sweetman Trevanion",
    ("en", 1.0, 5),
    ("nl", 0.4, 2),
)
_BRAZILIAN_AND_PORTUGUESE = _pool(
    "Afonso Bianca Caio Débora Fernanda Gustavo Inês Joana Luana Renato Tiago Vitória",
    "Abrantes Bittencourt Carvalhal Drumond Figueiró Lacerda Meireles Nogueira Pacheco Queirós Sampaio Tavares",
    ("pt", 1.0, 5),
    ("nl", 0.35, 2),
)
_GHANAIAN = _pool(
    "Abena Akosua Efua Kofi Kojo Kwame Nana Yaa",
    "Adomako Agyapong Boakye Darko Frimpong Oppong Sarpong Twumasi",
    ("ak", 0.8, 5),
    ("en", 1.0, 5),
    ("nl", 0.7, 4),
)
_POLISH = _pool(
    "Agnieszka Bartek Dorota Ewa Grzegorz Iga Jakub Kasia Marta Piotr",
    "Adamczyk Borkowska Czajka Domagała Gawron Jabłońska Kruk Majewska Sikora Wrona",
    ("pl", 1.0, 5),
    ("nl", 0.4, 3),
)

# Weights are counted by eye from what such a city's shop would see, not from a census.
POOLS = MappingProxyType(
    {
        "sfo": (
            (_ENGLISH, 24),
            (_CHINESE_AMERICAN, 16),
            (_LATIN_AMERICAN, 16),
            (_BLACK_AMERICAN, 10),
            (_FILIPINO_AMERICAN, 8),
            (_ITALIAN_AMERICAN, 8),
            (_INDIAN, 6),
            (_VIETNAMESE_AMERICAN, 5),
            (_JAPANESE_AMERICAN, 4),
            (_RUSSIAN, 4),
        ),
        "mex": ((_MEXICAN, 84), (_NAHUA_AND_ZAPOTEC, 6), (_IN_MEXICO_FROM_ELSEWHERE, 10)),
        "ams": (
            (_DUTCH, 42),
            (_SURINAMESE_DUTCH, 9),
            (_TURKISH_DUTCH, 7),
            (_MOROCCAN_DUTCH, 7),
            (_INDONESIAN_DUTCH, 5),
            (_ITALIAN, 7),
            (_SPANISH, 7),
            (_BRITISH_AND_IRISH, 6),
            (_BRAZILIAN_AND_PORTUGUESE, 4),
            (_GHANAIAN, 3),
            (_POLISH, 3),
        ),
    }
)

# Customers come from further away: pool, country, city, zone, locale of their pages, language they prefer.
CUSTOMER_ORIGINS = (
    (_ENGLISH, "US", "Seattle", "America/Los_Angeles", "en", "en"),
    (_BLACK_AMERICAN, "US", "Atlanta", "America/New_York", "en", "en"),
    (_LATIN_AMERICAN, "US", "San Antonio", "America/Chicago", "es", "es"),
    (_CHINESE_AMERICAN, "US", "San Francisco", "America/Los_Angeles", "en", "en"),
    (_ENGLISH, "CA", "Toronto", "America/Toronto", "en", "en"),
    (_BRITISH_AND_IRISH, "GB", "Bristol", "Europe/London", "en", "en"),
    (_BRITISH_AND_IRISH, "IE", "Cork", "Europe/Dublin", "en", "en"),
    (_ITALIAN, "IT", "Milan", "Europe/Rome", "en", "it"),
    (_ITALIAN, "IT", "Bologna", "Europe/Rome", "en", "it"),
    (_SPANISH, "ES", "Zaragoza", "Europe/Madrid", "es", "es"),
    (_SPANISH, "ES", "Bilbao", "Europe/Madrid", "es", "es"),
    (_MEXICAN, "MX", "Mexico City", "America/Mexico_City", "es", "es"),
    (_MEXICAN, "MX", "Guadalajara", "America/Mexico_City", "es", "es"),
    (_MEXICAN, "MX", "Puebla", "America/Mexico_City", "es", "es"),
    (_DUTCH, "NL", "Utrecht", "Europe/Amsterdam", "en", "nl"),
    (_BRAZILIAN_AND_PORTUGUESE, "BR", "São Paulo", "America/Sao_Paulo", "en", "pt"),
    (_JAPANESE_AMERICAN, "JP", "Osaka", "Asia/Tokyo", "en", "ja"),
    (_INDIAN, "IN", "Pune", "Asia/Kolkata", "en", "en"),
    (_POLISH, "PL", "Poznań", "Europe/Warsaw", "en", "pl"),
    (_IN_MEXICO_FROM_ELSEWHERE, "AR", "Rosario", "America/Argentina/Cordoba", "es", "es"),
)
