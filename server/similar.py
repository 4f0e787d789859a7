"""Which notes on a board say the same in another form: suggestions for the facilitator, who alone decides.

By form, not by meaning: another ending, order, spelling or compound is found; a true synonym ("lasten pelipaikka",
"leikkipuisto") is not. Two libraries do the language work, both on this machine and loaded when first asked:
PyStemmer (the Snowball stemmers of Finnish, Swedish and English) and RapidFuzz (edit distance). Snowball has no
Slovenian, so its endings are cut here.

How alike two notes are is the share of their words that the other one has, too, where a word counts by how rare it is
on this board. A wish and its opposite ("more cars", "fewer cars") are never twins. Candidates come from shared words,
never from all pairs.

Measured on tests/server/similar_pairs.toml, each language's notes as one board: precision over every pair returned,
recall of the labelled pairs, and of those on which nothing was tuned:

| language     | notes | precision | recall | unseen |
|--------------|-------|-----------|--------|--------|
| Finnish      |   160 |      1.00 |   0.95 | 6 of 8 |
| Swedish      |   160 |      0.97 |   0.97 | 8 of 8 |
| Slovenian    |   160 |      0.97 |   0.97 | 7 of 8 |
| English      |   160 |      1.00 |   0.97 | 8 of 8 |
| all together |   640 |      0.95 |   0.97 |        |

A real town's 316 notes of about 100 letters give seven pairs: four of one wish, two of one subject, one by chance.
500 short notes take about 60 ms, 3,000 about 1 s; 3,000 of 280 letters of noise 3 s (one core, 2026).
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from heapq import nlargest
from itertools import combinations, pairwise
from typing import NamedTuple

ALIKE = 0.64
"""Least likeness that is worth a glance: at 0.58 precision falls to 0.88, at 0.70 recall to 0.93."""


class Text(NamedTuple):
    """A note's or a group's words. `lang` is the writer's page's; when the words look otherwise, they are believed."""

    id: str
    text: str
    lang: str


class Twin(NamedTuple):
    """Two texts, in the order they were given, and how alike they are: from `ALIKE` to 1."""

    a: str
    b: str
    likeness: float


def twins(texts: Sequence[Text], *, most: int = 30) -> list[Twin]:
    """Return the likeliest pairs that say the same, best first; equal ones in the given order.

    Of texts that come to the very same words each is paired with the first of them only: n texts give n - 1 pairs.
    Takes a second or more on a board of thousands: not for the event loop.
    """
    bags = _bags(texts)
    first: dict[_Bag, int] = {}
    found: list[tuple[float, int, int]] = []
    for index, bag in enumerate(bags):
        one = first.setdefault(bag, index)
        if one != index:
            found.append((1.0, one, index))
    found += _alike(list(first), list(first.values()))
    found.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    return [Twin(texts[a].id, texts[b].id, likeness) for likeness, a, b in found[:most]]


# --- words ------------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ:](?=\w)")  # don't, EU:n: one word
_LONGEST_WORD = 40
_MOST_WORDS = 60  # of one text: 280 characters hold fewer, unless they are noise

_NEVER = {  # words that carry no wish
    "fi": "ja tai sekä että jotta kun jos niin myös on ovat olisi olla oli olisivat se ne tämä tämän nämä sen niiden"
    " siitä siihen joka jotka jossa mikä kuin kaikki kaikille kenellekään minä me meidän te he hän sitä varten"
    " pitää pitäisi tulee tulisi täytyy voi voisi saa tarvitaan tarvitsee tarvitsemme haluamme kiitos lisää"
    " enemmän kohti esim mm vaan mutta nyt vielä aina jo hyvin parempi paremmaksi paremmat parempaa kuntoon"
    " saada saataisiin saatava tehdä tehdään saisi saisivat voitaisiin jokin joku haluan haluaisin toivon"
    " toivoisin toivottavasti mielestäni nähdä",
    "sv": "och eller att som en ett den det de i på till för av med om vid från ur är var vara ska skall skulle bör"
    " måste behöver behövs kan kunde får få har ha vi ni du jag han hon man mer flera fler mera bättre här där"
    " när så men också även alla allt åt under efter än bara nu redan vill tack sin sitt sina vår vårt våra er"
    " ert göra blir bli finns finnas längs saknas saknar vilja önskar hoppas tycker gärna se",
    "sl": "in ali ter da ki ko če kot tudi je so bi bo bodo biti sem smo ste si se naj to ta te tega tem v na pri za"
    " z s od do iz po pod nad ob med pred čez o k h pa še že več bolj boljše boljša boljši boljšo treba"
    " potrebno potrebuje potrebujemo potrebujejo mora morajo moramo želimo rabimo imeti ima imajo njihov"
    " njihove naš naša naše vse vsi vsem tam tukaj kjer kaj prosim hvala največ ga jih mu jim lahko rad rada"
    " radi upam mislim želim",
    "en": "the a an and or of to in on at for with by from into is are be been was were will would should shall must"
    " can could may need needs needed have has had do does it its this that these those there their they them"
    " we us our you your i my he she so too also as if than then when where which who more better please thanks"
    " make get let want see like love hope wish dream think feel am being all everybody everyone some any very"
    " just about along near up out per",
}
_LIGHT = {  # words that say little beside others
    "fi": "uusi uudet uutta uusia uusien uusille hyvä hyvät kaupunki kaupungin kaupunkiin kunta paljon pian oma omat",
    "sv": "ny nya nytt bra god goda stad staden stort stor stora kommun kommunen gång gånger mycket egen eget",
    "sl": "nov nova novo novi nove novih dober dobra dobro mesto mestu mesta občina občini zelo lep lepa",
    "en": "new good nice great city town lot lots many much",
}
_AGAINST = {  # turn a wish around
    "fi": "ei eivät emme älä älkää ilman pois vähemmän vähentää lopettakaa",
    "sv": "inte ej ingen inga inget utan bort mindre färre sluta minska",
    "sl": "ne ni niso brez manj stran nehajte zmanjšati nobenega",
    "en": "no not don't dont never without less fewer stop off ban reduce",
}
_LIGHT_WEIGHT = 0.3


class _Bag(NamedTuple):
    """What a text comes to: its word stems, and whether it is against something. Texts of no words keep themselves."""

    stems: frozenset[str]
    light: frozenset[str]
    against: bool
    rest: str


def _fold(word: str) -> str:
    """Drop the marks of letters: people leave them out, and write č as c."""
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def _table(lists: dict[str, str]) -> dict[str, frozenset[str]]:
    return {lang: frozenset(map(_fold, words.split())) for lang, words in lists.items()}


_NEVERS, _LIGHTS, _AGAINSTS = _table(_NEVER), _table(_LIGHT), _table(_AGAINST)


def _language(words: set[str], lang: str) -> str:
    """Return the language whose small words these are; the declared one when there is no telling."""
    hits = {known: len(words & never) for known, never in _NEVERS.items()}
    best = max(hits, key=lambda known: (hits[known], known == lang))
    return best if hits[best] >= hits.get(lang, 0) + 2 else lang


def _bags(texts: Sequence[Text]) -> list[_Bag]:
    known = _Words()
    split: list[tuple[str, list[str]]] = []
    for text in texts:
        tidy = _APOSTROPHE.sub("", unicodedata.normalize("NFKC", text.text).casefold())
        words = [word[:_LONGEST_WORD] for word in _WORD.findall(tidy)[:_MOST_WORDS]]
        split.append((_language({known.fold(word) for word in words}, text.lang), words))
    whole = {known.stem(word, lang) for lang, words in split for word in words if len(word) >= 6}
    bags = []
    for text, (lang, words) in zip(texts, split, strict=True):
        never, light, against = (lists.get(lang, frozenset()) for lists in (_NEVERS, _LIGHTS, _AGAINSTS))
        heavy: set[str] = set()
        slight: set[str] = set()
        opposed = False
        for word in _joined(words, lang, known, whole):
            folded = known.fold(word)
            if folded in against:
                opposed = True
            elif folded not in never and (len(folded) > 1 or folded.isdigit()):
                (slight if folded in light else heavy).add(known.stem(word, lang))
        rest = "" if heavy or slight else " ".join(words) or text.text.strip()
        bags.append(_Bag(frozenset(heavy), frozenset(slight - heavy), opposed, rest))
    return bags


def _joined(words: list[str], lang: str, known: _Words, whole: set[str]) -> list[str]:
    """Write "skeitti puisto" as one word where another text of the board does."""
    out: list[str] = []
    skip = False
    for one, other in pairwise([*words, ""]):
        if skip:
            skip = False
        elif len(one) >= 3 and len(other) >= 3 and known.stem(one + other, lang) in whole:
            out.append(one + other)
            skip = True
        else:
            out.append(one)
    return out


class _Words:
    """Folds and stems words, each once."""

    def __init__(self) -> None:
        from Stemmer import Stemmer  # loaded late: nobody waits for it but the first who asks

        finnish = Stemmer("finnish", 0).stemWord
        self._cut: dict[str, Callable[[str], str]] = {
            "fi": lambda word: _finnish(finnish(word)),
            "sv": Stemmer("swedish", 0).stemWord,
            "en": Stemmer("english", 0).stemWord,
            "sl": _slovenian,
        }
        self._stems: dict[tuple[str, str], str] = {}
        self._folds: dict[str, str] = {}

    def stem(self, word: str, lang: str) -> str:
        known = self._stems.get((word, lang))
        if known is None:
            cut = self._cut.get(lang)
            known = self._stems[word, lang] = _fold(cut(word) if cut else word)
        return known

    def fold(self, word: str) -> str:
        known = self._folds.get(word)
        if known is None:
            known = self._folds[word] = _fold(word)
        return known


_FINNISH_VOWELS = re.compile(r"(?<=.{4})[aeiouyäö]+$")


def _finnish(stem: str) -> str:
    """Even out the vowels that Snowball leaves: of kirjasto and kirjastoja, and in short stems of tila and tiloja."""
    return _FINNISH_VOWELS.sub("", stem) if len(stem) > 4 else re.sub(r"o$", "a", stem)


_ENDINGS = re.compile(
    r"(?<=.{3})(?:ega|emu|imi|ima|ami|ama|oma|ema|ijo|ajo|ejo|amo|imo|emo|ate|ite|iti|ati|eti"
    r"|ih|im|em|om|ov|ev|ah|eh|il|al|la|li|lo|mi|ti|a|e|i|o|u)$"
)
_FLEETING = re.compile(r"(?<=.{2}[^aeiou])e(?=[cklnr]$)")


def _slovenian(word: str) -> str:
    """Cut the endings of a Slovenian word and the e that comes and goes: vrtec, vrtca and vrtcih are vrtc."""
    return _FLEETING.sub("", _ENDINGS.sub("", _fold(word)))


# --- words that are nearly the same -----------------------------------------------------------------------------------

_MOST_STEMS = 8_000  # the commonest; past them a board is noise
_MOST_NEAR = 16  # of one word
_LOOKS = 60_000  # at neighbours in the alphabet, together: bounds the work on any text
_PART = 0.55  # what half a compound is worth: parkkipaikka, paikka


class _Measures(NamedTuple):
    """Of two words: how many letters they begin and end with alike, and the slips that make one of the other."""

    start: Callable[[str, str], int]
    end: Callable[[str, str], int]
    slips: Callable[[str, str], int]


def _measures() -> _Measures:
    from rapidfuzz.distance import OSA, Postfix, Prefix  # loaded late, as above

    return _Measures(Prefix.similarity, Postfix.similarity, OSA.distance)


def _nearness(one: str, other: str, measures: _Measures) -> float:
    """How near two different stems are, 0 to 1: a typing slip, an ending left on, or one a part of the other."""
    short, long = len(one), len(other)
    if short > long:
        short, long = long, short
    start = measures.start(one, other)
    if start >= 4 and long - short <= 3 and start >= long - 2:
        return 0.9
    if short >= 5 and long - short <= 2:
        slips = measures.slips(one, other)
        if slips <= 1 and (one[0] == other[0] or short >= 7):
            return 0.9
        if slips <= 2 and short >= 8:
            return 0.85
    if start >= 5 and start >= 0.6 * long:
        return 0.7
    end = measures.end(one, other)
    if long - short >= 3 and short >= 4 and short in (start, end):
        return _PART
    return _PART * 0.8 if start >= 5 or end >= 5 else 0.0


def _near(count: dict[str, int]) -> dict[str, dict[str, float]]:
    """Return for each stem the others near it."""
    measures = _measures()
    long = [stem for stem in count if len(stem) >= 4 and not any(map(str.isdigit, stem))]
    words = sorted(sorted(long, key=lambda stem: (-count[stem], stem))[:_MOST_STEMS])
    known = set(words)
    block = min(30, 1 + _LOOKS // (len(words) + 1))
    pairs: set[tuple[str, str]] = set()
    for side in (words, sorted(word[::-1] for word in words)):
        back = side is not words
        for index, word in enumerate(side):
            end = min(bisect_left(side, word[:4] + "\U0010ffff", index), index + 1 + block)
            for other in side[index + 1 : end]:
                pairs.add((word[::-1], other[::-1]) if back else (word, other))
    slips: dict[str, list[str]] = defaultdict(list)
    for word in words:
        if len(word) >= 5:
            for cut in {word, *(word[:at] + word[at + 1 :] for at in range(min(len(word), 16)))}:
                slips[cut].append(word)
        for at in range(4, len(word) - 2):
            pairs.update((word, part) for part in (word[:at], word[-at:]) if part in known)
    for near in slips.values():
        pairs.update(combinations(near[:5], 2))
    out: dict[str, dict[str, float]] = defaultdict(dict)
    for one, other in pairs:
        if one != other and (value := _nearness(one, other, measures)):
            out[one][other] = out[other][one] = value
    return {
        stem: dict(sorted(others.items(), key=lambda item: (-item[1], item[0]))[:_MOST_NEAR])
        for stem, others in out.items()
    }


# --- pairs ------------------------------------------------------------------------------------------------------------

_MEETINGS = 1_500_000  # of one text with another over a shared word, together; each text's rarest words first
_MEETINGS_OF_ONE = 1_500
_CANDIDATES = 12  # of one text, compared in full
_LONGER = 1.7
_MUCH_LONGER = 3.5
"""A longer text counts as `_LONGER` of the shorter, since who gives reasons still wishes the same; but one that is
`_MUCH_LONGER` speaks of other things, too."""

_OPPOSED = 0.6  # below ALIKE: opposite wishes are never twins
_EACH_MORE = 0.09  # two texts seldom share three or more words by chance, four still less


def _alike(bags: list[_Bag], places: list[int]) -> list[tuple[float, int, int]]:
    """Return the pairs of different bags from `ALIKE` up, as (likeness, place, place)."""
    count: Counter[str] = Counter()
    holders: dict[str, list[int]] = defaultdict(list)
    for index, bag in enumerate(bags):
        for stem in bag.stems | bag.light:
            count[stem] += 1
            holders[stem].append(index)
    near = _near(count)
    weight = {}
    for stem in count:
        same = sum(count[other] for other, value in near.get(stem, {}).items() if value >= 0.8)
        weight[stem] = math.log(1 + len(bags) / (count[stem] + same)) + 1
    notes = [_Weighed.of(bag, weight) for bag in bags]

    limit = min(_MEETINGS_OF_ONE, _MEETINGS // (len(bags) + 1))
    pairs: set[tuple[int, int]] = set()
    for index, note in enumerate(notes):
        for other in _candidates(note, index, holders, near, limit):
            pairs.add((min(index, other), max(index, other)))
    out = []
    for a, b in pairs:
        likeness = _likeness(notes[a], notes[b], near)
        if likeness >= ALIKE:
            one, other = sorted((places[a], places[b]))
            out.append((round(likeness, 3), one, other))
    return out


class _Weighed(NamedTuple):
    """A bag with what each of its words counts here."""

    weights: dict[str, float]
    total: float
    light: frozenset[str]
    against: bool

    @classmethod
    def of(cls, bag: _Bag, weight: dict[str, float]) -> _Weighed:
        weights = {stem: weight[stem] for stem in sorted(bag.stems)}
        weights |= {stem: weight[stem] * _LIGHT_WEIGHT for stem in sorted(bag.light)}
        return cls(weights, sum(weights.values()), bag.light, bag.against)


def _candidates(
    note: _Weighed, index: int, holders: dict[str, list[int]], near: dict[str, dict[str, float]], limit: int
) -> list[int]:
    """Return the few texts that share most of this one's words, after `limit` meetings at most."""
    met: dict[int, float] = defaultdict(float)
    for stem, weight in sorted(note.weights.items(), key=lambda item: (-item[1], item[0])):
        for other, value in ((stem, 1.0), *near.get(stem, {}).items()):
            share = weight * value
            for holder in holders[other][:limit]:
                met[holder] += share
            limit -= len(holders[other])
            if limit <= 0:
                break
        if limit <= 0:
            break
    met.pop(index, None)
    least = note.total * 0.3
    likely = [(share, -other) for other, share in met.items() if share >= least]
    return [-other for _, other in nlargest(_CANDIDATES, likely)]


def _likeness(one: _Weighed, other: _Weighed, near: dict[str, dict[str, float]]) -> float:
    short, long = (one, other) if one.total <= other.total else (other, one)
    covered, shared = _covered(short, long, near)
    covered_back, _ = _covered(long, short, near)
    reasons = shared >= 2 and long.total <= short.total * _MUCH_LONGER
    size = min(long.total, short.total * _LONGER) if reasons else long.total
    likeness = (covered + min(covered_back, size)) / (short.total + size)
    likeness += (1 - likeness) * _EACH_MORE * min(max(shared - 2, 0), 3)
    return likeness * _OPPOSED if one.against != other.against else likeness


def _covered(own: _Weighed, other: _Weighed, near: dict[str, dict[str, float]]) -> tuple[float, int]:
    """How much of a text's weight the other text has, too, and how many words that say something."""
    total = 0.0
    shared = 0
    there = other.weights
    for stem, weight in own.weights.items():
        value = 0.0
        if stem in there:
            value = 1.0
        else:
            for word, nearness in near.get(stem, {}).items():
                if nearness > value and word in there:
                    value = nearness
        total += weight * value
        if value >= 0.8 and stem not in own.light:
            shared += 1
    return total, shared
