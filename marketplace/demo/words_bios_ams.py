"""Who the airline's locals in Amsterdam are, in their own words."""

from __future__ import annotations

from marketplace.demo.words_bios import calling

CALLINGS = (
    calling(
        "newcomer",
        "guiding.neighbourhoods language_practice hosting.welcome",
        "guiding.food guiding.cycling translation guiding.museums photography hosting.meetups guiding.markets",
        "languages travel coffee football film live_music street_food",
        "practise_language meet_people belong learn | evenings weekends | by_bike",
        """
        I moved here for six months, {years} years ago, with one suitcase and the wrong coat.
        I came for a master's and stayed because somebody taught me to cycle with an umbrella.
        My Dutch is good enough to be answered in English.
        I miss my language, so if you speak it I will probably cry a little and buy you a drink.

        I remember exactly what nobody told me, and I will tell you.
        I can show you how to cross a bike lane and live.
        We can talk about home, yours or mine, over the least touristy soup in {home}.
        I know which bridge to stand on at which hour.
        """,
        weight=20,
    ),
    calling(
        "language_student",
        "guiding.neighbourhoods language_practice guiding.museums",
        "guiding.cycling writing translation guiding.night hosting.meetups photography guiding.literature",
        "languages novels film travel board_games beer theatre",
        "practise_language meet_people learn perks | student | by_bike",
        """
        I study Spanish and Italian and have run out of people to practise on.
        Third year of Japanese, first year of being understood.
        I am learning Portuguese from songs, which makes me very dramatic about fish.
        I interpret at the university and would like to hear about something other than policy.

        Correct me as often as you like, I collect mistakes.
        I will speak your language badly and mine slowly until your flight leaves.
        Two hours of talking teaches me more than a month of grammar, so the coffee is on me.
        I know the quiet rooms of loud museums.
        """,
        weight=14,
    ),
    calling(
        "nurse",
        "guiding.neighbourhoods first_aid calm hosting.welcome",
        "elders accessibility guiding.cycling children sign_language guiding.food language_practice",
        "swimming dogs gardens novels cycling tea dance",
        "meet_people perks belong share | shifts nights | by_bike",
        """
        I work nights at the OLVG and have whole Tuesdays to give away.
        Midwife, so I am used to people arriving at odd hours with luggage.
        I drive the patient ferry for the city and know every ramp.
        I look after people with dementia in Slotervaart, and they taught me patience.

        A six-hour layover is a short shift; we will get everything done.
        If you are tired, we find a bench by the water and call it sightseeing.
        I know the route without cobbles, with lifts, and past the good ice cream.
        I will have you back at the gate with time to be bored.
        """,
    ),
    calling(
        "houseboat",
        "guiding.neighbourhoods guiding.water guiding.history",
        "hosting.table craft.woodwork hosting.breakfast calm guiding.nature hosting.groups food.cooking",
        "sailing history birds swimming beer gardens jazz",
        "share meet_people be_seen cause | retired weekdays | on_foot",
        """
        I live on a barge from 1926 that leaks in one place, which I will show you.
        I skippered a tugboat in the western harbour for {years} years.
        My houseboat is on the quiet side of the Amstel and the kettle is always on.
        I repaired bridges for the city, all kinds, and I still count them.

        I can tell you why the houses lean and which of them are only pretending.
        Herons, coots and one swan with a temper: I will introduce you.
        Everything here used to be sea, a swamp or a shipyard, and I can point.
        We can be on the water within the hour if you do not mind oars.
        """,
        weight=8,
    ),
    calling(
        "museum_guard",
        "guiding.neighbourhoods guiding.museums guiding.history",
        "guiding.architecture illustration accessibility guiding.family calm photography writing",
        "museums painting history design theatre chess novels",
        "share be_seen meet_people learn | mondays afternoons | by_bike",
        """
        I guard paintings for a living and have favourites I am not supposed to have.
        I restore frames, so I look at everything except the picture.
        I worked at the city archive for {years} years and read other people's letters for money.
        I give Tuesday tours of a museum that nobody can find.

        One painting, looked at for twenty minutes, beats thirty looked at for none.
        Ask me what the guards whisper about.
        I know the canal house where you can stand in a merchant's kitchen for free.
        Bring me your least favourite century and I will change your mind.
        """,
    ),
    calling(
        "cyclist",
        "guiding.neighbourhoods guiding.cycling craft.bike_repair",
        "guiding.architecture first_aid photography guiding.nature hosting.groups delivery.cargo_bike",
        "cycling architecture design running coffee trains gardens",
        "share be_seen earn cause | evenings weekends | by_bike",
        """
        I fix bicycles in {home} and own seven, which my partner calls five too many.
        I design cycle paths for the municipality; yes, someone does.
        I race on Sundays and commute like a grandmother the rest of the week.
        I taught {years} newcomers to cycle, and only one fell in.

        I have a spare bike in three sizes and a helmet if you insist.
        From Centraal to the polder and back in two hours, mostly with the wind behind us.
        I can explain priority from the right, but I would rather you just followed me.
        The ferry is free, the view is better, and on the other side there is apple pie.
        """,
        weight=12,
    ),
    calling(
        "cook",
        "guiding.neighbourhoods guiding.food guiding.markets food.cooking",
        "food.tasting food.baking hosting.table food.vegetarian translation hosting.breakfast language_practice",
        "street_food markets bread plant_food beer wine dance",
        "share earn meet_people perks | mondays mornings | by_bike",
        """
        I run a lunch counter on the Dappermarkt and close when the roti is gone.
        I cook Surinamese at home, Turkish at work and Dutch only under protest.
        My grandmother left me one recipe and no measurements, and it feeds the street.
        I bake rye bread in {home} for restaurants that pretend they do.

        Herring first, then we will see what kind of person you are.
        I can take you round the world on one market street and bring you back by two.
        You will eat standing up, off paper, and you will not regret it.
        Cheese is a conversation here; I will introduce the two of you.
        """,
    ),
    calling(
        "engineer",
        "guiding.neighbourhoods shop.answers guiding.architecture",
        "guiding.cycling photography language_practice video guiding.night hosting.meetups translation",
        "technology trains board_games climbing architecture beer science",
        "meet_people belong learn practise_language | evenings weekends | by_bike",
        """
        I work on wind farms and can explain the one you saw from the aeroplane.
        I write software for trains, so when yours is late I take it personally.
        Water engineer: I keep {home} dry, you are welcome.
        I came for a job in chips, the small kind, and stayed for the other kind.

        I can show you how a city lives two metres below the sea, at the actual sluice.
        I know the roof terraces that do not have a queue.
        Two hours, three hundred years of brick, one very good bitterbal.
        I like people who ask how things work and people who ask why they do not.
        """,
        weight=12,
    ),
    calling(
        "musician",
        "guiding.neighbourhoods guiding.music guiding.night",
        "audio hosting.meetups writing guiding.film shop.events calm",
        "jazz live_music records dance film beer queer_culture",
        "be_seen meet_people earn share | late afternoons | by_bike",
        """
        I play the carillon, so half the city hears my mistakes.
        I sing in a choir that rehearses under a railway bridge.
        I book bands for a squat that became a theatre that is becoming flats.
        I DJ at a radio station above a record shop in {home}.

        There is a free concert at lunch on Wednesdays, and I always have a seat beside me.
        I will take you to a brown café where somebody's uncle is about to sing.
        I can do Amsterdam in four records, and we can listen to all of them.
        If your flight leaves after ten, I know where the night starts.
        """,
        weight=8,
    ),
    calling(
        "grandparent",
        "guiding.neighbourhoods guiding.history elders guiding.family",
        "children craft.sewing hosting.table shop.reading_aloud accessibility hosting.breakfast guiding.markets",
        "gardens history knitting trains chess theatre neighbourhood",
        "meet_people belong share practise_language | retired weekdays | on_foot",
        """
        I have lived in this city all my life, the last {years} years of it in {home}.
        I was a tram driver on line 2; people still wave.
        My children live in Toronto and Perth, so I look after other people's on layovers.
        I kept a haberdashery in the Jordaan until the buttons ran out.

        I know the almshouse gardens and when their doors stand open.
        I will tell you about the winter we skated to the office.
        I walk slowly, and everything worth seeing here is slow.
        My English is from the radio and my Spanish is from forty summers in Alicante.
        """,
        weight=8,
    ),
    calling(
        "maker",
        "guiding.neighbourhoods craft.printmaking illustration guiding.street_art",
        "craft.ceramics craft.zines photography craft.letterpress shop.teaching craft.sewing video",
        "design painting murals ceramics records queer_culture plant_food",
        "be_seen learn earn meet_people | freelance afternoons | by_bike",
        """
        I have a studio in an old shipyard at NDSM and paint things too big to sell.
        I make risograph prints in a former bank vault.
        I throw pots in {home}; the wonky ones are the good ones.
        I draw strangers on the tram, quickly, because they get off.

        The ferry to NDSM is free and the art on the other side is the size of a ship.
        You will leave with a print, slightly wet, made by you.
        I can take you into six studios whose doors look locked.
        Bring a small object and I will draw it with you over coffee.
        """,
        weight=8,
    ),
)

CLOSINGS = (
    "I live in {home}, twenty minutes from anywhere by bike.",
    "You can find me in {home}.",
    "I always meet people under the clock at Centraal first.",
    "I answer quickly, even when you are in the air.",
    "If you have only an hour, we will have an hour.",
    "I travel a lot myself and know what a stranger's kindness is worth.",
    "No plan is also a plan.",
    "I will bring an umbrella for two.",
    "Ask me anything about {home}, except where to park.",
    "Weather is not an excuse here, it is a topic.",
    "I like it best when we both learn something.",
    "First time here? Mine too, once.",
)
