"""Who the roaster's fans in Mexico City are, in their own words."""

from __future__ import annotations

from marketplace.demo.words_bios import calling

# Written so that the sentences fit whoever says them: no adjective gives away who is speaking.
CALLINGS = (
    calling(
        "mensajeria",
        "delivery.bike delivery.streets craft.bike_repair",
        "delivery.cargo_bike delivery.fragile first_aid calm delivery.heavy photography guiding.cycling",
        "cycling coffee live_music football street_food dogs",
        "earn be_seen perks belong | couriers mornings | by_bike",
        """
        Llevo {years} años moviendo paquetes en bici y nunca le he pegado a un espejo.
        Empecé con una rodada nocturna y terminé con una alforja y un oficio.
        Reparto en fijo, con frenos, aunque a los puristas les duela.
        Pedaleo desde {home} todos los días, llueva o haya contingencia.

        Sé qué calles se inundan a las cinco y por dónde se les da la vuelta.
        Conozco a los porteros de media Roma por su nombre y ellos a mí por el timbre.
        Un café molido no pesa nada; lo que pesa es llegar tarde, y yo no llego tarde.
        Traigo cámara de repuesto, bomba y buen humor, en ese orden.
        """,
        weight=22,
    ),
    calling(
        "carga",
        "delivery.cargo_bike delivery.bike delivery.heavy delivery.fragile",
        "delivery.streets craft.bike_repair craft.woodwork calm first_aid shop.packing",
        "cycling markets neighbourhood coffee records gardens",
        "earn cause belong share | couriers weekdays | by_bike",
        """
        Tengo una bici de carga amarilla que ya es parte de la familia.
        Antes repartía en camioneta; la vendí y no he vuelto a odiar un semáforo.
        Muevo plantas, pan y bocinas por {home}, y de vez en cuando una mudanza chica.
        Armé mi caja de carga con madera de una barra que cerró en la Juárez.

        Le caben ochenta kilos y cabe también un perro, si es educado.
        Sé amarrar cualquier cosa de manera que llegue igual que salió.
        Subo hasta un cuarto piso sin elevador si hay un vaso de agua arriba.
        Los topes de Narvarte me los sé de memoria y los paso despacio.
        """,
        weight=12,
    ),
    calling(
        "barra",
        "coffee.brewing coffee.espresso coffee.cupping",
        "coffee.roasting shop.teaching shop.advice delivery.bike food.baking shop.events delivery.walk",
        "coffee live_music records bread design film",
        "learn perks belong be_seen | evenings afternoons | by_bike",
        """
        Trabajo en una barra de la Cuauhtémoc y pruebo más café del que debería.
        Aprendí a catar en Coatepec y desde entonces desayuno con cuchara.
        Llevo {years} años detrás de una máquina de espresso y sigo saludando con ganas.
        Doy clases de filtro en la cocina de mi casa, en {home}, a quien se deje.

        Si dices «rico» te voy a preguntar a qué, y va a ser divertido.
        Puedo explicarte un lavado y un natural sin usar la palabra «terroir».
        Ajusto tu molino en cinco minutos y te cambia la semana.
        Sé por qué tu café de casa sabe a cartón y tiene arreglo.
        """,
        weight=12,
    ),
    calling(
        "vecindad",
        "delivery.walk delivery.streets elders",
        "food.cooking hosting.table shop.packing children calm shop.answers delivery.fragile craft.sewing",
        "neighbourhood markets gardens bread dance dogs",
        "belong meet_people perks cause | retired weekdays | on_foot",
        """
        Nací en {home} y aquí me voy a quedar, si la renta quiere.
        Me jubilé del correo después de {years} años; las piernas no se enteraron.
        Vendo gelatinas los domingos y entre semana conozco a todo el mundo.
        Cuido el zaguán del edificio desde que la llave era de fierro.

        En mi cuadra no hace falta timbre, basta con que me vean pasar.
        Entrego a pie, con calma, y siempre pregunto por la abuela.
        Sé quién está en casa a las once y quién hasta la noche.
        Si el número no existe, yo sé cuál es el que quisieron poner.
        """,
        weight=14,
    ),
    calling(
        "estudio",
        "delivery.bike language_practice",
        "photography video illustration guiding.museums delivery.walk coffee.brewing translation first_aid",
        "film comics live_music football coffee languages",
        "earn learn practise_language meet_people | student | by_bike",
        """
        Estudio geografía en la UNAM y esta ciudad es mi tarea de campo.
        Voy en séptimo de diseño y vivo con tres personas y una cafetera.
        Hago la tesis sobre mercados y la escribo en cafés, por equilibrio.
        Estudio enfermería por la mañana, así que mis tardes son tuyas.

        Ando en bici porque es más rápido que el metro y más barato que todo.
        Me sé los atajos entre Ciudad Universitaria y el Centro, con puestos incluidos.
        Soy puntual, cosa que en mi generación dicen que no existe.
        Hablo inglés con acento de películas y lo quiero mejorar.
        """,
        weight=14,
    ),
    calling(
        "tueste",
        "coffee.roasting coffee.cupping shop.teaching",
        "coffee.brewing delivery.car guiding.markets shop.packing writing food.tasting shop.advice",
        "coffee science hiking birds bread jazz",
        "learn share be_seen perks | weekends freelance | by_train",
        """
        Mi familia tiene cafetos cerca de Huatusco y yo tengo una tostadora de cien gramos.
        Estudié química de alimentos y la uso casi toda para el café.
        Compro verde en la sierra dos veces al año y regreso con lodo y con historias.
        Tuesto los sábados en {home}; perdón por el humo, de nada por el olor.

        Distingo un Pluma de un Coatepec con los ojos cerrados, y con un resfriado casi también.
        Sé lo que le pagan a quien corta, y prefiero que tú también lo sepas.
        Puedo dar una cata para diez que no sepan nada y salgan con ganas de discutir.
        El primer tronido no se explica, se escucha; ven.
        """,
    ),
    calling(
        "arquitectura",
        "guiding.architecture delivery.streets",
        "guiding.history illustration photography guiding.museums delivery.bike guiding.cycling writing",
        "architecture history design cycling murals museums",
        "share be_seen meet_people cause | evenings weekends | by_bike",
        """
        Hago levantamientos de casas viejas antes de que alguien las mejore.
        Trabajo en un despacho de la San Rafael que restaura vitrales.
        Reviso edificios desde el sismo del 17, y no me canso de tocar muros.
        Dibujo fachadas de {home} en mi hora de comida, una por día desde hace {years} años.

        De Porfirio Díaz a Barragán hay veinte minutos en bici, y te los cuento.
        Te digo qué edificio es art déco de verdad y cuál nomás trae la letra.
        Entrego en esta colonia porque así me dejan ver los patios.
        Sé qué elevadores funcionan, que en arquitectura es lo principal.
        """,
    ),
    calling(
        "cocina",
        "food.cooking guiding.food guiding.markets",
        "food.baking food.tasting hosting.table food.vegetarian delivery.walk hosting.breakfast shop.events",
        "street_food markets bread plant_food wine gardens",
        "earn share meet_people perks | mondays mornings | by_train",
        """
        Cocino en una fonda de {home} y el menú cambia según amanezca la Merced.
        Hago pan de madrugada y a las nueve ya estoy del otro lado del día.
        Aprendí moles con mi tía de Tlaxcala, que no da recetas, da instrucciones.
        Pasé {years} años en cocinas de hotel y volví a los tacos por convicción.

        Te llevo a desayunar a cinco puestos y terminas hablando con todos.
        Sé en qué pasillo de Medellín está el café bueno y en cuál el chisme.
        La salsa verde también acompaña un café; tráete la curiosidad.
        Cocino sin carne para quien quiera, y nadie la extraña.
        """,
    ),
    calling(
        "ruedas",
        "delivery.car delivery.heavy delivery.streets",
        "calm first_aid hosting.welcome elders delivery.fragile language_practice",
        "football baseball live_music trains coffee travel",
        "earn perks cause meet_people | mornings evenings | by_car",
        """
        Manejé taxi {years} años y conozco la ciudad desde abajo de los puentes.
        Tengo una camioneta vieja que solo me obedece a mí.
        Llevo a mi mamá a diálisis tres veces por semana; lo demás del tiempo lo reparto.
        Trabajo en eventos y mi coche sabe esperar mejor que yo.

        No uso el claxon. De veras.
        Puedo con las cajas grandes, las subidas de Santa Fe y la hora pico.
        Sé a qué hora Viaducto es río y a qué hora es estacionamiento.
        Cargo diablito, cuerdas y dos sillas plegables, por si hay que platicar.
        """,
    ),
    calling(
        "taller",
        "craft.ceramics shop.teaching",
        "craft.printmaking craft.sewing craft.woodwork illustration craft.letterpress delivery.fragile craft.bookbinding",
        "ceramics design painting coffee knitting plant_food",
        "be_seen learn share perks | freelance afternoons | by_bike",
        """
        Hago tazas, y una buena parte son para gente que toma café en serio.
        Imprimo carteles en linóleo en un taller compartido de la Doctores.
        Coso mochilas para ciclistas con lona de espectaculares.
        Encuaderno cuadernos en {home} con papel que le sobra a la imprenta.

        Empaco lo frágil como si fuera mío, porque muchas veces lo es.
        Doy taller los jueves; se ensucia uno, pero se sale con algo.
        Cada taza mía tiene una marca abajo: es la colonia donde se horneó.
        Cambio piezas por café con una facilidad que mi contadora lamenta.
        """,
        weight=8,
    ),
    calling(
        "maternal",
        "delivery.walk children",
        "shop.packing food.baking shop.answers delivery.streets first_aid hosting.breakfast craft.sewing",
        "neighbourhood bread novels gardens dogs tea",
        "earn belong perks meet_people | school_hours | on_foot",
        """
        Tengo de ocho a dos para mí, y las cuadras de la escuela me las sé todas.
        Doy de desayunar a tres, salgo corriendo y a las nueve ya puedo.
        Llevo la biblioteca de la primaria y una carriola con mucho espacio abajo.
        Trabajo desde {home} por ratos, que es como se trabaja con criaturas.

        Reparto a pie y a veces me acompaña alguien de seis años, que toca los timbres.
        Empaco rápido, rotulo bonito y no se me olvida el moño.
        Conozco a media colonia por los cumpleaños.
        Si llueve a la salida de clases, avísame antes, por favor.
        """,
        weight=8,
    ),
    calling(
        "letras",
        "writing editing translation",
        "guiding.literature shop.answers shop.events audio delivery.bike hosting.meetups coffee.brewing",
        "novels poetry coffee theatre film queer_culture",
        "belong share be_seen practise_language | freelance evenings | on_foot",
        """
        Traduzco del inglés y del portugués, casi siempre con la misma taza.
        Corrijo libros ajenos para pagar el café con el que escribo los míos.
        Hago un pódcast sobre cafés que ya no existen; van cuarenta y dos.
        Doy un taller de lectura en {home}, los miércoles, sin tarea.

        Te escribo la etiqueta de un café sin decir «notas de» ni una vez.
        Contesto dudas con paciencia: de molienda, de comas o de amor.
        En mi ruta de cafés literarios se camina poco y se discute mucho.
        Leo en voz alta, despacio y sin cobrar por las erres.
        """,
        weight=8,
    ),
)

CLOSINGS = (
    "Vivo en {home} y de aquí soy.",
    "Me encuentras en {home}, casi siempre con una taza en la mano.",
    "Si me ves pasar por {home}, chíflame.",
    "Contesto rápido, menos cuando pedaleo.",
    "Los lunes no, los lunes son de mi mamá.",
    "Con tantita anticipación, llego a donde sea.",
    "Me gusta que las cosas lleguen bien y que la gente también.",
    "El primer café del día me lo tomo en la barra de Lluvia de Abril.",
    "Prefiero las mañanas, cuando la ciudad todavía saluda.",
    "Traigo impermeable de mayo a octubre.",
    "Lo que no sé, lo pregunto en la tienda de la esquina.",
    "De propina acepto una historia.",
)
