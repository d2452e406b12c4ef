"""What the three businesses and their programmes say, in the other language: as their owners would have written it."""

from __future__ import annotations

BUSINESSES_SAID = {
    "foglamp": {
        "tagline": "Libros por los que se puede caminar.",
        "story": (
            "Foglamp son ochenta y cuatro metros cuadrados de libros en Columbus Avenue y una puerta que se atora. Abrimos "
            "porque toda novela que nos gustaba sobre esta ciudad traía una dirección, y nadie llevaba a la gente hasta ahí.\n\n"
            "Así que ahora un libro viene con su calle. Puedes comprar la novela policiaca y caminar el callejón, leer el poema "
            "y pararte bajo la ventana, componer una línea de tipos en el sótano donde se imprimió el manifiesto de alguien. "
            "Quienes te llevan no son actores. Son nuestros lectores: una maestra jubilada, un bajista, una mujer que lleva "
            "veinte años contando pájaros en Lands End. Cada quien sabe una cosa que no vas a encontrar en ninguna placa.\n\n"
            "Les pagamos bien, te decimos cuánto reciben, y los grupos son tan chicos que todos alcanzan a oír. Si lo que "
            "quieres no está en el estante, pregunta. Seguro que alguien que conocemos estaba esperando la pregunta."
        ),
    },
    "lluvia": {
        "tagline": "Coffee from the hills, roasted in San Rafael.",
        "story": (
            "The coffee tree flowers with the first rain of April. It takes three days: the hillside wakes up white, it smells "
            "of jasmine, and then there is nothing left to see until the harvest. That is where our name comes from, because "
            "everything we do afterwards depends on those three days.\n\n"
            "We roast on Tuesdays and Fridays in a shop in San Rafael that used to be a printing house. We buy from eleven "
            "families in Huatusco, Coatepec and the Sierra Sur of Oaxaca, always the same ones, and every bag says what we "
            "paid them.\n\n"
            "People from the neighbourhood bring the coffee to your door: by bicycle, on foot or on a cargo bike called "
            "Tlacuache. We pay them for every stop and every minute, those spent ringing a bell that does not work included. "
            "They drink it at home, so they can tell you what it tastes of. Ask them."
        ),
    },
    "meeuw": {
        "tagline": "Seis horas bastan para conocer a alguien.",
        "story": (
            "Cada día unas cuatro mil personas esperan en Schiphol el siguiente avión, y la mayoría ve una tienda, una silla y "
            "una pantalla. La ciudad queda a diecisiete minutos en tren. Lo que les falta no es tiempo, sino alguien a quien "
            "llamar.\n\n"
            "El City Club empezó con una de nuestras sobrecargos, que en sus días libres les enseñaba su propia calle a los "
            "pasajeros varados. Hoy varias decenas de personas en Ámsterdam hacen lo mismo: enfermeras entre turnos, "
            "estudiantes que quieren hablar español con alguien que lo diga en serio, un conductor de tranvía que se jubiló de "
            "todo menos de conversar.\n\n"
            "Nos dices tus vuelos y calculamos lo que queda después del control de pasaportes, los dos trayectos en tren y un "
            "buen margen para volver. Proponemos a una persona y decimos por qué. Si los dos dicen que sí, se encuentran bajo "
            "el reloj de Centraal. El tren y la primera bebida van por cuenta de Meeuw. La conversación la ponen ustedes."
        ),
    },
}

PROGRAMMES_SAID = {
    "walks": {
        "title": "Paseos Foglamp",
        "purpose": (
            "Llevas años aburriendo a tus amigos con esta ciudad. Esta gente paga por escucharte, hace buenas preguntas y se "
            "va a casa con el libro. Guías lo que te gusta, con tus palabras, para un grupo que cabría alrededor de una mesa."
        ),
        "role": (
            "Un paseo es la manera en que la gente encuentra una librería con una puerta que se atora. Uno de cada tres "
            "asistentes compra un libro ese día, y luego vuelve con su hermana."
        ),
        "tasks": (
            "Recibes a un máximo de ocho personas en la puerta o en una esquina. Caminan de dos a tres horas. Les cuentas lo "
            "que sabes y dices cuando no sabes. Terminas donde haya dónde sentarse y nos cuentas cómo te fue."
        ),
        "house_rules": (
            "Llega a tu esquina diez minutos antes y escribe de inmediato si no puedes.\n"
            "Ocho personas como máximo. Si no oyes a la más callada, el grupo es demasiado grande.\n"
            "Aquí vive gente. No se señalan ventanas, no se tapan puertas, no se fotografía a nadie que no haya dicho que sí.\n"
            "Di qué es cierto, qué es probable y qué es solo una buena historia.\n"
            "A nadie se le obliga a subir, a apurarse ni a beber.\n"
            "Si algo sale mal, cuida primero a las personas y después el plan. Devolvemos el dinero sin discutir."
        ),
    },
    "journeys": {
        "title": "Viajes Foglamp",
        "purpose": (
            "Hay libros que piden dos días. Un viaje pasa a sus huéspedes de un lector al siguiente, con una habitación "
            "prestada en medio, y se van conociendo aquí a tres personas en vez de a ninguna."
        ),
        "role": (
            "Los viajes traen gente en los meses tranquilos y llenan habitaciones que son de nuestros lectores y no de un "
            "fondo. Un viaje le deja a la tienda lo que una semana de postales."
        ),
        "tasks": (
            "Guías una etapa, o prestas una habitación por una noche con desayuno. Entregas a tus huéspedes en persona y le "
            "dices a quien sigue una cosa de ellos: qué los hizo reír."
        ),
        "house_rules": (
            "Un viaje ocurre entero o no ocurre, así que di que sí solo si va en serio.\n"
            "Se entrega en persona. Nadie camina solo con su maleta hasta la siguiente etapa.\n"
            "Una habitación prestada tiene una puerta que cierra, sábanas limpias y una llave.\n"
            "A los huéspedes se les pregunta por alergias, escaleras y animales antes de reservar; lee lo que contestaron.\n"
            "Si te enfermas, avísanos primero. Encontramos a alguien más, y no le debes disculpas a nadie."
        ),
    },
    "ask": {
        "title": "Pregúntale a Foglamp",
        "purpose": (
            "Alguien quiere justo lo que tú sabes hacer, en el idioma en que sueñas, y no tenía idea de que existes. Dices que "
            "sí cuando te acomoda y pones el precio."
        ),
        "role": "Lo que la gente pide nos dice qué poner en el estante. La mitad de nuestros paseos empezó como una pregunta rara.",
        "tasks": (
            "Lees lo que se pide. Dices que sí o que no en medio día. Se ponen de acuerdo en una esquina y una hora, y haces lo "
            "que harías por un amigo que está de visita."
        ),
        "house_rules": (
            "Contesta en doce horas, también cuando sea que no.\n"
            "No prometas lo que no depende de ti: mesas, boletos, el clima.\n"
            "Platiquen aquí hasta que los dos hayan dicho que sí; después, llámense cuanto quieran.\n"
            "Los deseos chiquitos también son deseos."
        ),
    },
    "reparto": {
        "title": "Neighbourhood rounds",
        "purpose": (
            "So that the coffee arrives freshly roasted, from the hand of somebody who says hello. You know the streets, we pay "
            "for every stop and every minute, and nobody is rewarded for rushing."
        ),
        "role": (
            "Delivering on the same day with people from the neighbourhood costs us less than a courier, tears fewer bags, and "
            "makes people order again."
        ),
        "tasks": (
            "You collect your load at the roastery, follow the stops in order, hand over against a code or a photo, and bring "
            "back what could not be delivered. A block takes two to four hours, and you see all of it, pay included, before "
            "you accept."
        ),
        "house_rules": (
            "You arrive first, the coffee second. Nobody rides in a storm or through a red light.\n"
            "Ring and wait three minutes. If nobody answers, call once; if not even then, it comes back.\n"
            "Nothing is left in the street, however well meant.\n"
            "The details of whoever receives it are used to deliver and for nothing else.\n"
            "If it takes longer than planned, it is paid. If something breaks, tell us; you are not charged for it.\n"
            "Tips are yours, all of them."
        ),
    },
    "catas": {
        "title": "House tastings",
        "purpose": (
            "Coffee is understood in company. If you know how to taste, come and teach those who swear that they do not; you "
            "take home practice, people and two bags of the best lot."
        ),
        "role": "Whoever comes to a tasting learns how to ask, and whoever learns how to ask stays with us.",
        "tasks": (
            "You set the table, lead ten people at most through five coffees, and end with the usual question: which would you "
            "take home, and why."
        ),
        "house_rules": (
            "Nobody is wrong here: if it tastes of bread to somebody, it tastes of bread.\n"
            "Ten people at most, and everyone gets to smell.\n"
            "Say what each growing family was paid.\n"
            "Slurp out loud. It is allowed, and applauded too."
        ),
    },
    "layover": {
        "title": "Una escala con alguien de aquí",
        "purpose": (
            "Practica un idioma, escucha de dónde viene alguien y enséñale el Ámsterdam en el que de verdad vives. No eres "
            "guía, eres compañía."
        ),
        "role": (
            "Los pasajeros olvidan un asiento en una semana y recuerdan a una persona por años. Un encuentro nos cuesta un "
            "boleto de tren y dos cafés, y quienes tuvieron uno vuelven a volar con nosotros."
        ),
        "tasks": (
            "Dices sí o no al viajero que te proponemos. Se encuentran bajo el reloj de Centraal, o en otro lugar público que "
            "les guste a los dos. Pasan juntos dos o tres horas y lo despides en el tren con tiempo de sobra."
        ),
        "house_rules": (
            "Todas las personas son mayores de dieciocho, de ambos lados.\n"
            "Se encuentran en público y se quedan en público. Sin casas, sin autos, sin excepciones la primera vez.\n"
            "Los datos de contacto quedan ocultos hasta que los dos hayan dicho que sí.\n"
            "Puedes decir que no en cualquier momento y sin motivo, y la otra persona también.\n"
            "Acompaña a tu invitado al tren que planeamos. Perder el vuelo nunca es parte de la diversión.\n"
            "Sin vender, sin predicar, sin ligar. Si termina en amistad, nos gustaría una postal."
        ),
        "meeting_point": "Bajo el reloj de Centraal, del lado de la plaza, entre las dos puertas",
    },
}
