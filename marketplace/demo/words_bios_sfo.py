"""Who the bookshop's fans in San Francisco are, in their own words."""

from __future__ import annotations

from marketplace.demo.words_bios import calling

CALLINGS = (
    calling(
        "teacher",
        "guiding.history guiding.literature shop.teaching hosting.groups",
        "guiding.family children elders shop.reading_aloud editing first_aid accessibility hosting.room",
        "history novels poetry theatre gardens museums neighbourhood",
        "share belong meet_people be_seen | retired weekdays | on_foot",
        """
        I taught eleventh-grade English at a public high school for {years} years and still carry chalk.
        Retired from the school library in June, and the days turned out to be long.
        For {years} years I walked other people's children through this city in two lines.
        I used to teach American history and now I can finally be late for it.

        Ask me which bar Hammett drank in and which one only says so.
        I know every public bench between Coit Tower and the Wharf, because my knee does.
        I can do the Gold Rush in four blocks, with the shoreline under your feet.
        My Chinatown walk has no gift shops and two very good bakeries.
        """,
        weight=14,
    ),
    calling(
        "bookseller",
        "guiding.literature shop.advice shop.events writing",
        "editing shop.reading_aloud craft.zines guiding.night shop.answers hosting.meetups shop.packing",
        "novels poetry comics film records coffee queer_culture",
        "belong share perks meet_people | evenings weekends freelance | on_foot",
        """
        I sold books on Clement Street until the landlord had other ideas.
        I read for a small press at home in {home} and talk to nobody until four.
        I have been a Saturday person at one bookshop or another for {years} years.
        I write short stories before work and return library books after it.

        Tell me the last three books you loved and I will find you a street to go with them.
        I do the Beat walk without the berets: rents, obscenity trials and who washed up.
        I keep a map of every address in the city's detective novels, and most of them are real.
        Ferlinghetti, Angelou, Tan, Maupin: I can show you the doors.
        """,
        weight=14,
    ),
    calling(
        "nurse",
        "first_aid calm hosting.welcome",
        "elders accessibility guiding.food guiding.night children hosting.breakfast food.cooking delivery.car",
        "street_food hiking dogs live_music swimming tea",
        "meet_people learn perks belong | shifts nights | by_car",
        """
        Night nurse at the county hospital, three on, four off.
        I drive an ambulance out of {home} and know which hills to avoid.
        I am a physical therapist, so my tours have handrails.
        I work in a care home in the Sunset and collect the residents' stories, with permission.

        After a shift I know what is open at six and what is worth it.
        I can take a wheelchair from the Ferry Building to Fort Mason without a single kerb.
        If someone faints on Filbert Street you will be glad I came along.
        I have walked every flat block in a hilly city, and there are more than you think.
        """,
    ),
    calling(
        "printer",
        "craft.letterpress craft.bookbinding shop.teaching",
        "craft.zines craft.calligraphy craft.printmaking illustration shop.events hosting.groups photography",
        "design painting comics records beer history",
        "share be_seen earn learn | freelance weekends | by_bike",
        """
        I share a basement in the Mission with a 1912 platen press and a cat.
        Bookbinder by day, and by night a person with glue on the sleeves.
        I print wedding invitations so that I can afford to print poems.
        I learned letterpress from a union printer who had set the news by hand.

        In two hours you will set your name in lead, upside down and backwards, and keep the proof.
        Everyone leaves my table with a sewn notebook, including the ones who say they are not crafty.
        I can show you where the city's presses stood before the fire, and what survived.
        I teach slowly and I have never lost a finger, mine or anybody's.
        """,
    ),
    calling(
        "naturalist",
        "guiding.nature first_aid hosting.groups",
        "guiding.family photography guiding.water accessibility children delivery.walk audio",
        "birds hiking gardens science swimming dogs",
        "share cause meet_people learn | mornings weekends retired | by_train",
        """
        I count shorebirds for a living, mostly before breakfast.
        I pull ice plant off the dunes on Thursdays and call it exercise.
        Marine biologist between contracts, which leaves good mornings free.
        I have led the Sunday bird walk in the park for {years} years, in all fogs.

        Bring layers; I will bring the scope and the hummingbirds.
        At Lands End I can show you a shipwreck, a labyrinth and an osprey in ninety minutes.
        I know where the parrots sleep and I only tell people who whisper.
        Ask me about fog: there are five kinds and four of them are delicious.
        """,
    ),
    calling(
        "muralist",
        "guiding.street_art illustration",
        "craft.printmaking photography children shop.teaching translation guiding.food craft.zines",
        "murals painting live_music street_food queer_culture neighbourhood",
        "be_seen earn share cause | freelance afternoons | by_bike",
        """
        I have painted on Balmy Alley twice, once legally.
        I restore murals, which means I argue with ivy.
        Third-generation {home}, second-generation painter.
        I teach kids to paint big and apologise small.

        I can tell you who painted it, who paid for the wall and who painted over it.
        Clarion Alley changes every month, so my walk does too.
        The walls speak three languages, and I can at least tell you which.
        We end at a pupusa counter I have known since I was five, and that part is not negotiable.
        """,
    ),
    calling(
        "musician",
        "guiding.music guiding.night audio",
        "hosting.meetups writing guiding.history shop.events calm food.tasting",
        "jazz live_music records dance wine film",
        "earn be_seen meet_people share | late afternoons | by_train",
        """
        I play upright bass in rooms that used to be speakeasies.
        I tune pianos all over the city and have opinions about your landlord.
        Sound engineer, thirty venues, two good knees.
        My grandmother sang on Fillmore Street when it was called the Harlem of the West.

        I will walk you down Fillmore with a speaker in my coat and the right record at each door.
        I know which clubs still let you sit near the drummer.
        From bebop to punk in eleven blocks, with a stop for dumplings.
        Every song about this city gets the weather wrong except one.
        """,
    ),
    calling(
        "cook",
        "guiding.food food.cooking",
        "food.baking food.tasting guiding.markets hosting.table food.vegetarian first_aid hosting.breakfast",
        "street_food markets bread wine coffee tea",
        "share earn meet_people perks | mondays mornings late | by_train",
        """
        Line cook for {years} years, so I know who buys their fish where.
        I bake for three cafés and am asleep by eight.
        I run my mother's stall at the Alemany market.
        I was a pastry cook in {home} until my wrists resigned.

        Burritos are architecture, and I have a favourite engineer.
        We eat standing up, we pay cash, and nobody orders for the table except me.
        I can feed a vegan, a child and a sceptic on the same four blocks.
        Come hungry and do not plan dinner.
        """,
    ),
    calling(
        "engineer",
        "shop.answers guiding.cycling",
        "photography guiding.architecture shop.teaching translation language_practice delivery.bike video",
        "cycling technology coffee climbing board_games trains architecture",
        "meet_people learn belong cause | evenings weekends | by_bike",
        """
        I write database software and needed a reason to look up.
        I moved here for a job and stayed for the hills, which is the wrong way round.
        I map bike routes for fun, with elevation, because I care about your knees.
        By day I make elevators safer; on weekends I take the stairs.

        I know the flat way from the Caltrain to the ocean, and it is beautiful.
        I can read a Victorian: the year, the builder and what the last owner did to it.
        All 600-odd public stairways are on my list and I have nine to go.
        I like people who ask how the cable car actually stops.
        """,
        weight=12,
    ),
    calling(
        "student",
        "language_practice photography",
        "guiding.food guiding.museums children video shop.packing guiding.street_art delivery.bike shop.events",
        "film live_music comics dance football travel languages",
        "earn practise_language meet_people perks | student | by_train",
        """
        I study urban planning at State and think about kerbs more than is healthy.
        First year of a film degree, third year of living above a laundromat in {home}.
        I am doing a master's in museum studies and would like to talk to people who are alive.
        I grew up here, which at my college makes me an exhibit.

        I know every free museum hour and which guards say hello.
        I can show you where the famous chase was filmed, and why it is geographically impossible.
        My grandmother's route through the Mission beats anything on your phone.
        I am cheap, punctual and good with grandparents.
        """,
    ),
    calling(
        "parent",
        "guiding.family children",
        "hosting.breakfast hosting.room first_aid shop.reading_aloud accessibility food.baking craft.sewing",
        "gardens museums bread novels board_games dogs neighbourhood",
        "meet_people belong perks share | school_hours | by_car",
        """
        I have two children, one stroller and a laminated list of toilets.
        I read aloud at story time on Wednesdays and do all the voices.
        I paused a career in law to learn the names of dinosaurs.
        We host grandparents of half of {home}, it seems, in the room over the garage.

        My walks have slides in them.
        I can get a four-year-old from North Beach to the sea lions without tears, mine included.
        There is always a snack, and there is always a bathroom within five minutes.
        The children's part of any neighbourhood is usually the best part.
        """,
    ),
    calling(
        "sailor",
        "guiding.water first_aid calm",
        "hosting.room hosting.table guiding.history craft.woodwork photography delivery.car",
        "sailing history birds swimming beer trains",
        "share be_seen cause meet_people | weekends mornings | by_car",
        """
        I was a deckhand on the ferries and I still read the water at breakfast.
        I repair wooden boats on the Sausalito side and live on this one.
        I swim in the bay at seven every morning and I am perfectly well.
        I spent {years} years in the Coast Guard, most of them in fog.

        Half of the Financial District stands on ships, and I can show you which half.
        I will teach you to read the tide from Aquatic Park before you go home.
        I lend the fore-cabin to guests who can laugh at a snoring neighbour.
        If it floats in this bay I can tell you a story about it.
        """,
        weight=6,
    ),
)

CLOSINGS = (
    "You will find me in {home}, usually near coffee.",
    "I live in {home} and I am not leaving.",
    "Home is {home}, up two flights.",
    "Happy to slow down; the city will wait.",
    "Small groups, please, I like to learn names.",
    "I am early by nature, so do not worry if you are.",
    "Rain or shine, and it is usually neither.",
    "My dog comes along unless you say no.",
    "I say yes to questions and no to selfie sticks.",
    "If you get lost, call me; if I get lost, call it a tour.",
    "Ask about {home}, it is my subject.",
    "Bring a jacket. No, a real one.",
    "I will be the one in the yellow scarf.",
    "Foglamp sold me the book that got me started.",
)
