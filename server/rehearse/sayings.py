"""What made-up people say beside their notes: about last year, in actions, by name, and in the end."""

from __future__ import annotations

from msgspec import Struct


class Sayings(Struct, frozen=True):
    """One language's sayings. `lead_ins` make of a note another that says the same; `fields`: an action's, by name."""

    lead_ins: tuple[str, ...]
    comments: tuple[str, ...]
    organisations: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]
    objections: tuple[str, ...]
    feedback: tuple[str, ...]
    earlier: tuple[tuple[str, str, str], ...]
    """Last year's actions: what, who, why it stands as it does."""
    practice: tuple[str, ...]
    reason: str


SAYINGS: dict[str, Sayings] = {
    "fi": Sayings(
        lead_ins=("Ehdotan: {text}", "{text}, kiitos", "Meilläkin: {text}", "{text} (tärkeä)"),
        comments=("Tästä on jo näkynyt hyötyä", "Kukaan ei ole kertonut, missä mennään", "Tarvitaan joku vetämään"),
        organisations=(
            "Leipomo Vehnä",
            "Kyläyhdistys",
            "Rantakylän koulu",
            "Teatteri Puro",
            "Puusepät Oy",
            "Kirjasto",
            "Nuorisotoimi",
            "Yrittäjäyhdistys",
            "Martat",
            "Urheiluseura Veto",
        ),
        fields={
            "why": ("Moni toivoi tätä", "Tästä hyötyvät kaikenikäiset", "Muuten nuoret lähtevät"),
            "who": ("Kyläyhdistys", "Kunnan tekninen toimi", "Koulun vanhempainyhdistys"),
            "partners": ("Yrittäjät ja seurakunta", "Kansalaisopisto", "Naapurikunta"),
            "first_step": ("Kutsutaan väki koolle", "Kysytään lupa kunnalta", "Tehdään lista tarvikkeista"),
            "by_when": ("Toukokuun loppuun mennessä", "Ennen kesää", "Syyskuussa"),
            "measure": ("Paikka on auki", "Kävijöitä on enemmän kuin viime vuonna", "Kokeilu on tehty"),
        },
        objections=("Aikataulu on liian tiukka", "Kuka maksaa?", "Sanamuoto lupaa liikaa"),
        feedback=("Hyvä tahti", "Kerrankin kaikki saivat sanoa", "Vähän kiire lopussa"),
        earlier=(
            ("Uimarannan laituri korjataan", "Tekninen toimi", "Valmistui elokuussa"),
            ("Iltabussi kokeiluun", "Joukkoliikenne", "Kilpailutus on kesken"),
            ("Yhteinen tapahtumakalenteri", "Kirjasto", "Kukaan ei ole ehtinyt"),
            ("Tori kesäviikonloppuina", "Yrittäjät", "Myyjiä ei löytynyt"),
        ),
        practice=("Kahvi", "Tee", "Mehu"),
        reason="Sovittiin yhdessä ääneen",
    ),
    "sv": Sayings(
        lead_ins=("Mitt förslag: {text}", "{text}, tack", "Hos oss också: {text}", "{text} (viktigt)"),
        comments=("Det här har redan gett något", "Ingen har berättat hur det går", "Någon behöver hålla i det"),
        organisations=(
            "Bageriet Vete",
            "Byaföreningen",
            "Strandby skola",
            "Teater Bäcken",
            "Snickarna Ab",
            "Biblioteket",
            "Ungdomsarbetet",
            "Företagarna",
            "Marthorna",
            "Idrottsföreningen Fart",
        ),
        fields={
            "why": ("Många önskade det", "Alla åldrar har nytta av det", "Annars flyttar de unga"),
            "who": ("Byaföreningen", "Kommunens tekniska avdelning", "Skolans föräldraförening"),
            "partners": ("Företagarna och församlingen", "Medborgarinstitutet", "Grannkommunen"),
            "first_step": ("Vi kallar samman folk", "Vi frågar kommunen om lov", "Vi skriver en lista på material"),
            "by_when": ("Före slutet av maj", "Före sommaren", "I september"),
            "measure": ("Stället är öppet", "Fler besökare än i fjol", "Försöket är gjort"),
        },
        objections=("Tidtabellen är för snäv", "Vem betalar?", "Formuleringen lovar för mycket"),
        feedback=("Bra takt", "Äntligen fick alla säga sitt", "Lite bråttom på slutet"),
        earlier=(
            ("Bryggan vid badstranden lagas", "Tekniska avdelningen", "Blev klar i augusti"),
            ("Kvällsbuss på försök", "Kollektivtrafiken", "Upphandlingen pågår"),
            ("En gemensam evenemangskalender", "Biblioteket", "Ingen har hunnit"),
            ("Torg på sommarhelgerna", "Företagarna", "Det fanns inga försäljare"),
        ),
        practice=("Kaffe", "Te", "Saft"),
        reason="Vi kom överens om det tillsammans",
    ),
    "sl": Sayings(
        lead_ins=("Predlagam: {text}", "{text}, prosim", "Tudi pri nas: {text}", "{text} (pomembno)"),
        comments=("To je že prineslo nekaj dobrega", "Nihče ni povedal, kako kaže", "Nekdo mora to prevzeti"),
        organisations=(
            "Pekarna Klas",
            "Krajevna skupnost",
            "Šola ob vodi",
            "Gledališče Potok",
            "Mizarji, d. o. o.",
            "Knjižnica",
            "Mladinski center",
            "Združenje podjetnikov",
            "Društvo podeželskih žena",
            "Športno društvo Polet",
        ),
        fields={
            "why": ("Veliko ljudi si to želi", "Koristi ljudem vseh starosti", "Sicer bodo mladi odšli"),
            "who": ("Krajevna skupnost", "Občinska služba za prostor", "Svet staršev"),
            "partners": ("Podjetniki in župnija", "Ljudska univerza", "Sosednja občina"),
            "first_step": ("Skličemo ljudi", "Občino prosimo za dovoljenje", "Napišemo seznam potrebnega"),
            "by_when": ("Do konca maja", "Pred poletjem", "Septembra"),
            "measure": ("Prostor je odprt", "Obiskovalcev je več kot lani", "Poskus je opravljen"),
        },
        objections=("Rok je prekratek", "Kdo bo plačal?", "Ubeseditev obljublja preveč"),
        feedback=("Dober ritem", "Končno je lahko vsak kaj povedal", "Na koncu se je malo mudilo"),
        earlier=(
            ("Popravilo pomola na kopališču", "Občina", "Končano avgusta"),
            ("Poskusni večerni avtobus", "Javni prevoz", "Razpis še traja"),
            ("Skupni koledar dogodkov", "Knjižnica", "Nihče ni utegnil"),
            ("Tržnica ob poletnih koncih tedna", "Podjetniki", "Ni bilo prodajalcev"),
        ),
        practice=("Kava", "Čaj", "Sok"),
        reason="Tako smo se skupaj dogovorili",
    ),
    "en": Sayings(
        lead_ins=("My wish: {text}", "{text}, please", "With us, too: {text}", "{text} (important)"),
        comments=(
            "This has done some good already",
            "Nobody has told us how it is going",
            "Somebody must take this on",
        ),
        organisations=(
            "Wheat Bakery",
            "Village Association",
            "Waterside School",
            "Brook Theatre",
            "Joiners Ltd",
            "Library",
            "Youth Work",
            "Chamber of Trade",
            "Women’s Institute",
            "Sports Club",
        ),
        fields={
            "why": ("Many wished for it", "People of every age gain by it", "Otherwise the young leave"),
            "who": ("Village Association", "The town’s technical office", "The parents’ association"),
            "partners": ("Businesses and the parish", "The evening school", "The neighbouring town"),
            "first_step": ("We call people together", "We ask the town for leave", "We list what is needed"),
            "by_when": ("By the end of May", "Before the summer", "In September"),
            "measure": ("The place is open", "More visitors than last year", "The trial has been held"),
        },
        objections=("The time is too short", "Who pays?", "The wording promises too much"),
        feedback=("A good pace", "For once everybody had a say", "A little hurried in the end"),
        earlier=(
            ("Mend the jetty at the beach", "Technical office", "Done in August"),
            ("Try an evening bus", "Public transport", "Tenders are being looked at"),
            ("One calendar of events", "Library", "Nobody has had the time"),
            ("A market on summer weekends", "Businesses", "There were no sellers"),
        ),
        practice=("Coffee", "Tea", "Juice"),
        reason="We agreed on it aloud",
    ),
}
