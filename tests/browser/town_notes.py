"""Three hundred notes as a town's people write them: of a recorded conversation where it is, and made up.

What is made up has the lengths of the recorded ones, and what those lack: four languages, long compound words, emoji,
lists with line breaks, and notes as long as a note may be.
"""

from __future__ import annotations

import csv
import itertools
import os
from pathlib import Path

from rooms.texts import NOTE_CHARS

NOTES = 300
RECORDING = (
    Path(os.environ.get("TALKOOT_SHARED") or Path(__file__).parents[3] / "shared") / "data" / "bg2050" / "comments.csv"
)

Text = tuple[str, str]
"""What a note says, and the language it says it in."""

# Lengths at each twentieth of the recorded notes, the shortest first; they were cut at 140 where they were written.
_LENGTHS = (10, 30, 43, 49, 53, 64, 73, 80, 89, 93, 97, 105, 112, 117, 122, 128, 134, 137, 139, 140)
_LONGEST_EVERY = 20

_SAID = {
    "fi": (
        "Lisää penkkejä",
        "Iltabussit myös sunnuntaisin",
        "Kevyenliikenteenväylän talvikunnossapito kuntoon ennen kouluvuoden alkua 🚲",
        "Pienhankintojen kilpailuttaminen niin, että yksinyrittäjäkin voi tarjota",
        "Monitoimitilan varausjärjestelmä on vaikea, eikä kukaan tiedä kenelle soittaa",
        "Kesätyöpaikkoja nuorille: kirjastoon, uimahalliin ja puistoihin",
        "Vesibussi Lauritsalan kanavalta satamatorille heinäkuun viikonloppuina",
        "Varhaiskasvatuksen yhteistyötapaamiset epäsäännöllisestikin olisivat parempi kuin ei mitään",
    ),
    "sv": (
        "Fler cykelställ",
        "Nattbussarna borde gå hela vägen till byarna",
        "Sjukvårdsrådgivningens öppettider på svenska 👵🏽",
        "Fritidsverksamhetens bidragsansökningar är för krångliga för små föreningar",
        "Gör torget till en plats där man vill sitta också när det regnar",
        "En gemensam evenemangskalender, för nu krockar allting i augusti",
        "Belysning på stigen längs stranden, annars vågar ingen gå där efter klockan fem",
    ),
    "sl": (
        "Več senc",
        "Avtobus naj vozi tudi ob nedeljah",
        "Medgeneracijsko središče z brezplačnimi delavnicami za vse občane",
        "Najzahtevnejša birokracija je pri najmanjših prireditvah, kjer jo zmoremo najmanj",
        "Kolesarska pot ob reki do sosednje občine 🚴‍♀️🌳",
        "Prostori v stari šoli so prazni, društva pa nimajo kje vaditi",
        "Eno okence za dovoljenja: župan, redarstvo in komunala na istem obrazcu",
    ),
    "en": (
        "Free concerts",
        "Shade and water on the market square",
        "A shuttle from the railway station on event days, paid from parking fees",
        "Shop fronts that stand empty could be lent to makers for a season",
        "Nobody knows who answers for noise complaints, so everybody complains to everybody ☎️",
        "Counter-intercommunicational jargon has to go: write to us in plain words",
        "Play street on Sundays 👨‍👩‍👧‍👦",
    ),
}
_LIST_EVERY = 12


def made_up() -> list[Text]:
    """Always the same notes."""
    said = {lang: itertools.cycle(texts) for lang, texts in _SAID.items()}
    found = []
    for number, lang in zip(range(NOTES), itertools.cycle(_SAID), strict=False):
        # Steps of seven through the lengths, so that short and long ones lie mixed.
        chars = NOTE_CHARS if number % _LONGEST_EVERY == 0 else _LENGTHS[number * 7 % len(_LENGTHS)]
        between = "\n" if number % _LIST_EVERY == 5 else ". "
        text = next(said[lang])
        while len(text) < chars:
            text += between + next(said[lang])
        # The longest ones are filled to the last character, in the middle of a word; others end at one.
        cut = text[:chars] if chars == NOTE_CHARS or " " not in text[:chars] else text[:chars].rpartition(" ")[0]
        found.append((cut.rstrip(" .\n\u200d").ljust(chars if chars == NOTE_CHARS else 0, "n"), lang))
    return found


def recorded() -> list[Text]:
    """The first notes of the conversation of Bowling Green; only where its recording is."""
    with RECORDING.open(encoding="utf-8", newline="") as file:
        texts = [row["comment-body"].strip()[:NOTE_CHARS] for row in csv.DictReader(file)]
    return [(text, "en") for text in texts if text][:NOTES]
