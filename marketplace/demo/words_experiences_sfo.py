"""The walks and workshops that the bookshop in San Francisco lists, in English and Spanish."""

from __future__ import annotations

from marketplace.demo.words_listings import ExperienceText, Words

SAN_FRANCISCO_EXPERIENCES = (
    ExperienceText(
        "beat-walk", "walks", "Lina Molinari", "Jack Kerouac Alley",
        "Under the painted pavement of Jack Kerouac Alley, Columbus Avenue end",
        150, 2, 8, ("en", "it"), ("guiding.literature",), 4_800, "person",
        ((5, "15:00", "it"), (6, "11:00", "en"), (6, "15:00", "en")), "en",
        Words(
            "North Beach Without Berets",
            "Rents, obscenity trials and good coffee: the poets' neighbourhood, told by somebody whose father swept their floor.",
            "The Beats have been on so many tea towels that it is hard to see them. Lina starts with the bills they left "
            "unpaid at the café where her father worked, and goes from there: who could afford which room, why a poem ended "
            "up in court, which bar let women sit down.\n\n"
            "We walk slowly, mostly flat, with two stops for coffee and one for an argument. You will hear three poems read "
            "aloud in the places they were written. Bring shoes for one steep block and an opinion about Howl.",
        ),
        Words(
            "North Beach sin boinas",
            "Rentas, juicios por obscenidad y buen café: el barrio de los poetas contado por la hija de quien les barría el local.",
            "A los beats los han impreso en tantas tazas que cuesta verlos. Lina empieza por las cuentas que dejaron sin pagar "
            "en el café donde trabajaba su padre y sigue desde ahí: quién podía pagar qué cuarto, por qué un poema acabó en un "
            "tribunal, en qué bar dejaban sentarse a las mujeres.\n\n"
            "Caminamos despacio y casi en plano, con dos paradas para el café y una para discutir. Oirás tres poemas leídos "
            "donde se escribieron. Trae zapatos para una cuesta y una opinión sobre Aullido.",
            meeting_point="Bajo el suelo pintado de Jack Kerouac Alley, por el lado de Columbus Avenue",
        ),
    ),
    ExperienceText(
        "type-in-the-basement", "walks", "Marco Tassi", "Clarion Alley",
        "At the blue roller door on Clarion Alley, Valencia Street end",
        120, 2, 6, ("en", "es", "it"), ("craft.letterpress", "shop.teaching"), 7_500, "person",
        ((5, "13:00", "en"), (6, "13:00", "es")), "en",
        Words(
            "Type in the Basement",
            "Set a line in lead on a press from 1912, print it with your own arms, keep the proof.",
            "Everybody has an opinion about fonts; few people have dropped a case of them. In two hours Marco shows you how "
            "to set a line by hand, upside down and backwards, lock it in a frame and print it on a press that weighs as much "
            "as a small car.\n\n"
            "You choose the words: a name, a first sentence, something you should have said. Aprons are provided, ink is "
            "guaranteed. Children from ten are welcome if they come with somebody who wants to do it too.",
        ),
        Words(
            "Tipos móviles en el sótano",
            "Compón una línea en plomo en una prensa de 1912, imprímela con tus brazos y llévate la prueba.",
            "Todo el mundo opina sobre letras; a casi nadie se le ha caído una caja entera. En dos horas Marco te enseña a "
            "componer una línea a mano, de cabeza y al revés, a cerrarla en la rama y a imprimirla en una prensa que pesa "
            "como un coche chico.\n\n"
            "Las palabras las pones tú: un nombre, una primera frase, algo que debiste decir. Ponemos los mandiles, y la tinta "
            "está garantizada. Desde los diez años, con alguien que también quiera hacerlo.",
            meeting_point="En la cortina azul de Clarion Alley, por el lado de Valencia Street",
        ),
    ),
    ExperienceText(
        "fillmore-in-records", "walks", "Desmond Gaines", "Western Addition",
        "Corner of Fillmore and Eddy, by the bench with the brass notes",
        150, 2, 8, ("en",), ("guiding.music", "guiding.history"), 5_200, "person",
        ((3, "17:30", "en"), (6, "16:00", "en")), "en",
        Words(
            "Fillmore Street in Seven Records",
            "The Harlem of the West, door by door, with a speaker in the guide's coat and a piano at the end.",
            "For twenty years after the war this was where you went when the other clubs closed. Then the city tore most of "
            "it down and called it renewal. Desmond's grandmother sang here, and he plays the record for each door: what was "
            "there, who was on stage, what stands there now.\n\n"
            "It is a walk about music and about who gets to stay. We end in a room with an upright piano, where somebody "
            "usually sits down.",
        ),
        Words(
            "La calle Fillmore en siete discos",
            "El Harlem del Oeste, puerta por puerta, con una bocina en el abrigo del guía y un piano al final.",
            "Durante veinte años después de la guerra, aquí se venía cuando cerraban los demás clubes. Luego la ciudad lo tiró "
            "casi todo y lo llamó renovación. La abuela de Desmond cantaba en esta calle, y él pone el disco de cada puerta: "
            "qué había, quién estaba en el escenario, qué hay ahora.\n\n"
            "Es un paseo sobre música y sobre quién puede quedarse. Terminamos en un cuarto con un piano vertical, al que casi "
            "siempre se sienta alguien.",
            meeting_point="Esquina de Fillmore y Eddy, junto a la banca con las notas de latón",
        ),
    ),
    ExperienceText(
        "lands-end-birds", "walks", "Grace Kwan", "Lands End Lookout",
        "At the Lands End Lookout, by the map that everyone leans on",
        150, 2, 8, ("en", "yue"), ("guiding.nature",), 3_800, "person",
        ((2, "08:30", "en"), (5, "08:00", "en"), (6, "08:00", "en")), "en",
        Words(
            "Shipwrecks and Oystercatchers",
            "The wild edge of the city at low tide: birds first, wrecks second, fog whenever it likes.",
            "There are three shipwrecks below this path and some ninety kinds of bird above it, and Grace can introduce you to "
            "most of them. We start early because the birds do. She brings a scope on a tripod and a flask; you bring layers.\n\n"
            "The path is even, with one long flight of steps that we can leave out. If the tide is kind we go down to the "
            "stones. If it is not, we stay up and talk about the people who built a swimming palace here and charged a dime.",
        ),
        Words(
            "Naufragios y ostreros",
            "El borde salvaje de la ciudad con marea baja: primero las aves, luego los naufragios, y niebla cuando ella quiera.",
            "Debajo de este sendero hay tres naufragios y encima unas noventa clases de aves, y Grace puede presentarte a casi "
            "todas. Empezamos temprano porque ellas empiezan temprano. Ella lleva el telescopio y un termo; tú, ropa por "
            "capas.\n\n"
            "El camino es parejo, con una escalera larga que se puede evitar. Si la marea lo permite bajamos a las piedras. Si "
            "no, nos quedamos arriba y hablamos de quienes construyeron aquí un palacio para nadar y cobraban diez centavos.",
            meeting_point="En el mirador de Lands End, junto al mapa en el que todos se apoyan",
        ),
    ),
    ExperienceText(
        "mission-walls", "walks", "Celia Barrientos", "24th Street Mission Station",
        "Top of the escalator, 24th Street Mission station, by the flower seller",
        150, 2, 8, ("en", "es"), ("guiding.street_art",), 4_200, "person",
        ((0, "10:30", "es"), (1, "11:00", "en"), (6, "15:30", "es")), "en",
        Words(
            "Who Paid for the Wall",
            "Murals of the Mission and the quarrels behind them, ending at a pupusa counter.",
            "A mural has a painter, an owner, a neighbour who hates it and a rent. Celia has lived among these walls for forty "
            "years and knows all four. You will see the ones on the postcards and the one behind the laundry that is better.\n\n"
            "In English or in Spanish, on flat streets, with a lot of stopping. The pupusas at the end are included, and so is "
            "the explanation of how to eat them.",
        ),
        Words(
            "Quién pagó el muro",
            "Los murales de la Misión y los pleitos que traen detrás, con pupusas al final.",
            "Un mural tiene quien lo pinta, quien es dueño de la pared, un vecino que lo odia y una renta. Celia lleva cuarenta "
            "años entre estos muros y conoce a los cuatro. Verás los de las postales y el de atrás de la lavandería, que es "
            "mejor.\n\n"
            "En español o en inglés, por calles planas y con muchas paradas. Las pupusas del final van incluidas, y la "
            "explicación de cómo se comen, también.",
            meeting_point="En lo alto de la escalera mecánica, estación 24th Street Mission, junto a la florista",
        ),
    ),
    ExperienceText(
        "harbour-under-your-feet", "walks", "Enzo Canepa", "Ferry Building",
        "Under the clock of the Ferry Building, city side",
        120, 2, 8, ("en", "it"), ("guiding.history",), 4_000, "person",
        ((5, "15:30", "en"), (6, "11:00", "it")), "en",
        Words(
            "The Harbour Under Your Feet",
            "Half of downtown stands on abandoned ships. Enzo knows which half.",
            "In 1849 the crews ran off to dig for gold and left several hundred ships to rot in the cove. The city built on "
            "top. We follow the old shoreline inland, past banks that rest on hulls and a bar that used to be a ship's store, "
            "with a retired cable car man who can still ring the bell in tune.\n\n"
            "Two flat hours, suited to wheels of all kinds. Sea lions are not included, though they may insist.",
        ),
        Words(
            "El puerto bajo tus pies",
            "Medio centro se levanta sobre barcos abandonados. Enzo sabe cuál medio.",
            "En 1849 las tripulaciones se fueron a buscar oro y dejaron varios cientos de barcos pudriéndose en la ensenada. La "
            "ciudad construyó encima. Seguimos la antigua orilla tierra adentro, junto a bancos que descansan sobre cascos y un "
            "bar que fue almacén de a bordo, con un tranviario jubilado que todavía toca la campana afinado.\n\n"
            "Dos horas en plano, aptas para ruedas de todo tipo. Los leones marinos no van incluidos, aunque a veces insisten.",
            meeting_point="Bajo el reloj del Ferry Building, del lado de la ciudad",
        ),
    ),
    ExperienceText(
        "story-walk", "walks", "", "Washington Square",
        "The bench nearest the playground, Washington Square",
        90, 2, 10, ("en", "es"), ("guiding.family",), 9_500, "group",
        ((2, "10:00", "en"), (5, "10:30", "en")), "en",
        Words(
            "A Story for Short Legs",
            "Ninety minutes for children from four, with a dragon, a parrot and a toilet never far away.",
            "A picture book walked page by page through North Beach: every stop is a picture, and the children find what comes "
            "next. There is a dragon over a door, a flock of real parrots if they are in the mood, and a bakery that has "
            "agreed to be part of the plot.\n\n"
            "One price for the whole family. Strollers can do all of it. The book is yours at the end, with the children drawn in.",
        ),
        Words(
            "Un cuento para piernas cortas",
            "Noventa minutos desde los cuatro años, con un dragón, un perico y un baño siempre cerca.",
            "Un álbum ilustrado que se camina página por página por North Beach: cada parada es un dibujo y las niñas y los "
            "niños encuentran el siguiente. Hay un dragón sobre una puerta, una parvada de pericos de verdad si están de humor "
            "y una panadería que aceptó formar parte de la trama.\n\n"
            "Un solo precio para toda la familia. Se puede hacer entero con carriola. Al final el libro es suyo, con las "
            "criaturas dibujadas adentro.",
            meeting_point="La banca más cercana a los juegos, Washington Square",
        ),
    ),
    ExperienceText(
        "detective-after-dark", "walks", "", "Powell Street Station",
        "By the newspaper kiosk above Powell Street station",
        120, 3, 8, ("en",), ("guiding.literature",), 4_800, "person",
        ((4, "19:30", "en"), (5, "19:30", "en")), "en",
        Words(
            "The Detective's Last Address",
            "The Tenderloin after dark, by the addresses in its most famous crime novel.",
            "Every address in the book is real: the flat, the office, the alley where it starts. We walk them in order, at the "
            "hour they happen, with the paragraph read on the spot and a clear view of how the street has changed.\n\n"
            "This is a neighbourhood where people live hard lives in public. We walk it with respect, keep cameras in pockets, "
            "and part of the price goes to the kitchen that feeds it.",
        ),
        Words(
            "La última dirección del detective",
            "El Tenderloin de noche, siguiendo las direcciones de su novela negra más famosa.",
            "Todas las direcciones del libro existen: el departamento, la oficina, el callejón donde empieza. Las caminamos en "
            "orden, a la hora en que suceden, leyendo cada párrafo en su sitio y viendo cuánto ha cambiado la calle.\n\n"
            "En este barrio hay gente que vive a la intemperie vidas difíciles. Lo caminamos con respeto, con las cámaras "
            "guardadas, y una parte del precio va para el comedor que lo alimenta.",
            meeting_point="Junto al puesto de periódicos sobre la estación Powell Street",
        ),
    ),
    ExperienceText(
        "bind-a-notebook", "walks", "", "Hayes Valley",
        "Upstairs at the reading room on Hayes Street, ring twice",
        150, 2, 6, ("en",), ("craft.bookbinding",), 6_800, "person",
        ((6, "14:00", "en"),), "en",
        Words(
            "Bind the Book You Came Without",
            "Fold, sew and cover a notebook that will outlast your telephone.",
            "Four sheets of paper, a needle, linen thread and a bone folder: a book is simpler than it looks and harder than it "
            "sounds. You will sew one with an open spine, so that it lies flat, and cover it with a misprinted map of this city.\n\n"
            "No experience needed, and people who say they are not crafty do best. Tea is poured when the glue needs a rest.",
        ),
        Words(
            "Encuaderna el libro que no traías",
            "Dobla, cose y forra un cuaderno que durará más que tu teléfono.",
            "Cuatro pliegos, una aguja, hilo de lino y una plegadera de hueso: un libro es más sencillo de lo que parece y más "
            "difícil de lo que suena. Coserás uno con el lomo abierto, para que quede plano, y lo forrarás con un mapa mal "
            "impreso de esta ciudad.\n\n"
            "No hace falta experiencia, y a quien dice que no tiene mano le sale mejor. Se sirve té cuando el pegamento descansa.",
            meeting_point="Arriba, en la sala de lectura de Hayes Street; hay que tocar dos veces",
        ),
    ),
)  # fmt: skip
