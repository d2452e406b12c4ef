"""The people whom the demo world introduces by name: the first superfans of each city."""

from __future__ import annotations

from typing import NamedTuple


class CastMember(NamedTuple):
    """A superfan written by hand; codes are parted by blanks, levels follow a colon."""

    city: str
    name: str
    born: str
    home: str
    skills: str
    languages: str
    interests: str
    motives: str
    week: str  # name of a pattern of hours, and which of its weeks
    travel: str  # mode and radius in metres
    reward_kind: str
    bio: str


CAST = (
    CastMember(
        "sfo", "Lina Molinari", "1958-03-14", "North Beach",
        "guiding.literature:5 guiding.history:5 guiding.food:4 hosting.groups:5 shop.reading_aloud:5",
        "en:5 it:5 es:2", "novels poetry history coffee wine theatre", "share belong", "weekends:0", "walk:3000",
        "money",
        "My father swept the floor of a café on Columbus Avenue where poets ran up bills, and I have the bills. I taught "
        "Italian for thirty-one years and walk as fast as I talk. In three hours you will have drunk two coffees and "
        "disagreed with me once.",
    ),
    CastMember(
        "sfo", "Desmond Gaines", "1987-11-02", "Western Addition",
        "guiding.music:5 guiding.history:4 guiding.night:4 audio:4 hosting.meetups:4",
        "en:5", "jazz live_music records history film", "be_seen earn", "late:1", "transit:9000", "money",
        "I play upright bass, and my grandmother sang on Fillmore Street when it never closed. I carry a small speaker and "
        "the right record for every door. We end where there is still a piano.",
    ),
    CastMember(
        "sfo", "Marco Tassi", "1991-06-21", "Bernal Heights",
        "guiding.literature:4 guiding.street_art:4 craft.letterpress:5 craft.bookbinding:4 shop.teaching:5 guiding.history:3",
        "en:4 it:5 es:4", "design comics novels beer murals", "share earn", "weekends:2", "bike:8000", "money",
        "I came from Bologna to repair one printing press and married it. You will set your name in lead, upside down and "
        "backwards, and nobody leaves with clean hands. Italian, English, or Spanish with an Italian accent.",
    ),
    CastMember(
        "sfo", "Enzo Canepa", "1964-08-09", "Russian Hill",
        "guiding.history:5 guiding.water:4 guiding.food:4 hosting.groups:4 calm:5",
        "en:5 it:4", "sailing history street_food wine baseball", "share be_seen", "weekends:1", "transit:8000", "donation",
        "My great-grandfather came from Genoa with a net, and the boat is still at the Wharf, though it no longer floats. I "
        "drove cable cars for twenty-two years and can still ring the bell in tune. I tell the harbour's history without "
        "the sea lions, unless they insist.",
    ),
    CastMember(
        "sfo", "Grace Kwan", "1969-09-30", "Outer Richmond",
        "guiding.nature:5 first_aid:4 guiding.family:4 hosting.groups:4 guiding.history:3",
        "en:5 yue:5 zh:3", "birds hiking gardens science tea", "cause meet_people", "mornings:1", "transit:12000", "donation",
        "I have counted birds at Lands End since my daughter was in a sling; she is at university now. Bring layers, I bring "
        "the scope. What I earn goes to the people who pull weeds off the dunes.",
    ),
    CastMember(
        "sfo", "Celia Barrientos", "1979-01-19", "Mission District",
        "hosting.room:5 hosting.breakfast:5 guiding.street_art:4 guiding.food:5 hosting.table:4 children:4",
        "en:4 es:5", "murals street_food novels dance neighbourhood", "meet_people perks", "mondays:1", "walk:2500",
        "money",
        "Two of my children have moved out and their room has a view of four murals. I make breakfast at eight, and at "
        "half past eight I start telling stories. Hablo español, inglés y con las manos.",
    ),
    CastMember(
        "mex", "Itzel Robledo Tapia", "1996-05-08", "San Rafael",
        "delivery.bike:5 delivery.streets:5 delivery.fragile:4 craft.bike_repair:4 first_aid:3",
        "es:5 en:2", "cycling coffee live_music street_food dogs", "earn be_seen", "couriers:0", "bike:9000", "money",
        "Reparto en bici desde los dieciocho y conozco la San Rafael por los baches. Primero pregunto si hay perro, luego "
        "toco el timbre. Mi récord son catorce paradas sin bajar la sonrisa.",
    ),
    CastMember(
        "mex", "Fermín Salgado Ocaña", "1955-12-01", "Santa María la Ribera",
        "delivery.walk:5 delivery.streets:5 elders:4 calm:4",
        "es:5", "neighbourhood chess bread markets dance", "belong meet_people", "retired:0", "walk:2500", "store_credit",
        "Repartí cartas cuarenta años en esta colonia y ahora reparto café, que pesa menos y huele mejor. Camino despacio y "
        "llego a tiempo. En el quiosco juego ajedrez; si pierdo, yo invito.",
    ),
    CastMember(
        "mex", "Xóchitl Cuautle Toxqui", "1989-08-23", "Roma Norte",
        "delivery.cargo_bike:5 delivery.bike:5 delivery.heavy:5 delivery.fragile:5",
        "es:5 nah:4 en:3", "cycling plant_food records markets gardens", "cause earn", "couriers:1", "bike:10000", "money",
        "Mi bici de carga se llama Tlacuache porque carga todo en la panza. Le caben ochenta kilos y un perro educado. "
        "Reparto con calma, y los topes los paso como si llevara huevos.",
    ),
    CastMember(
        "mex", "Julián Medrano Lara", "1984-04-17", "Escandón",
        "coffee.cupping:5 coffee.roasting:4 coffee.brewing:5 shop.teaching:5 food.tasting:5",
        "es:5 en:4 fr:2", "coffee science birds jazz hiking", "share perks", "evenings:1", "bike:7000", "perk",
        "Aprendí a catar en Coatepec con una señora que distinguía las fincas por el olfato. Doy catas para gente que jura "
        "que no sabe, y al final siempre sabe. Cobro en café, que es como se debe.",
    ),
    CastMember(
        "ams", "Wietske Roorda", "1953-02-11", "Jordaan",
        "guiding.neighbourhoods:5 guiding.history:5 guiding.family:4 elders:4 hosting.table:4 guiding.markets:4",
        "nl:5 en:4 es:4 de:3", "gardens history trains chess neighbourhood knitting", "meet_people practise_language",
        "retired:0", "walk:3500", "perk",
        "I drove tram 2 for thirty years, so I have already met you. My Spanish is from forty summers in Alicante and would "
        "like to be used. I walk slowly, and everything worth seeing here is slow.",
    ),
    CastMember(
        "ams", "Federico Sartori", "1990-10-05", "De Pijp",
        "guiding.neighbourhoods:5 language_practice:5 guiding.food:4 guiding.cycling:4 hosting.welcome:5",
        "it:5 en:5 nl:3 es:3", "languages coffee football cycling film street_food", "practise_language belong", "evenings:2",
        "bike:9000", "perk",
        "I came for six months, nine years ago, with the wrong coat. I miss arguing about coffee in Italian, so if you can, "
        "please do. I have a spare bicycle and a spare umbrella, and you will need both.",
    ),
    CastMember(
        "ams", "Yaa Boakye", "1994-07-29", "Bijlmer",
        "guiding.neighbourhoods:5 first_aid:5 calm:5 hosting.welcome:5 accessibility:5 guiding.food:4",
        "en:5 nl:5 ak:5 fr:3", "swimming dance street_food dogs live_music", "meet_people share", "shifts:0", "transit:14000",
        "perk",
        "I am a nurse and live four stops from the airport, so a six-hour layover is a short shift to me. I know every lift "
        "and ramp between Schiphol and the river. If you are tired, we find a bench by the water and call it sightseeing.",
    ),
    CastMember(
        "ams", "Gijs Haverkamp", "1972-03-03", "Oostelijk Havengebied",
        "guiding.neighbourhoods:5 guiding.water:5 guiding.history:4 craft.woodwork:4 hosting.groups:4 calm:4",
        "nl:5 en:5 de:4 pt:2", "sailing birds history beer swimming", "share be_seen", "freelance:1", "bike:8000", "donation",
        "I live on a barge from 1926 that leaks in one place, which I will show you. I can tell you why the houses lean and "
        "which of them are only pretending. We can be on the water within the hour if you do not mind rowing.",
    ),
)  # fmt: skip
