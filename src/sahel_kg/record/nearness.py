"""Names that come near one that nothing bears: by words in common, by spelling, by acronyms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from math import log

from sahel_kg.record.spelling import SORTS, STOP_WORDS, fold, is_acronym, liken_words, skeleton, split

LEAST = 0.3
"""How near a name must be to be offered, from 0 to 1."""
VERY_NEAR = 0.65
"""The same where nobody has asked."""
_BESIDE = 0.9
"""How near, as a part of the nearest, another must be to be offered beside it."""
_SORT = 0.25
"""What a word tells that says of what sort somebody is, as a part of what another would."""
_WHOLE = 0.8
_ACRONYM = 0.85
"""What it counts that a name is the initials of another: less than the same words, more than some of them."""


class NearNames:
    """Names, each with what to call who bears it, prepared for finding those that come near another.

    Words in common come first, those more that few names have; a word counts as another one if both are spelt
    alike (`liken_words`), or differ in two letters that changed places. A single word may be the initials of a name,
    and a name of several words may stand for a single one.

    Parameters
    ----------
    called : iterable of (str, str)
        A name, and what to call its bearer.

    Examples
    --------
    >>> near = NearNames([("Macina Liberation Front", "FLM"), ("China", "China"), ("Hill Band", "the Hill Band")])
    >>> near.find("Katibat Macina"), near.find("Hil Bands"), near.find("MLF"), near.find("Norland")
    (['FLM'], ['the Hill Band'], ['FLM'], [])
    """

    def __init__(self, called: Iterable[tuple[str, str]]) -> None:
        self._names = sorted({(name, bearer) for name, bearer in called if fold(name)})
        self._words = [_split(name) for name, _ in self._names]

    @cached_property
    def _holders(self) -> dict[str, list[int]]:
        """Each word to the names that have it."""
        found = defaultdict(list)
        for place, words in enumerate(self._words):
            for word in dict.fromkeys(words):
                found[word].append(place)
        return found

    @cached_property
    def _sounds(self) -> dict[str, list[str]]:
        """Words by what they are looked up by: skeletons, letters and first letters."""
        found = defaultdict(list)
        for word in self._holders:
            for key in _keys(word):
                found[key].append(word)
        return found

    @cached_property
    def _initials(self) -> dict[str, list[int]]:
        found = defaultdict(list)
        for place, (name, _) in enumerate(self._names):
            for initials in _initials(name):
                found[initials].append(place)
        return found

    @cached_property
    def _weights(self) -> dict[str, float]:
        """Each word to how much it tells: the fewer bearers a word has, the more."""
        bearers = {bearer for _, bearer in self._names}
        shares = {
            word: len(bearers) / len({self._names[place][1] for place in places})
            for word, places in self._holders.items()
        }
        return {word: log(1 + share) * (_SORT if word in SORTS else 1.0) for word, share in shares.items()}

    @cached_property
    def _most(self) -> float:
        """What a word tells that no name has."""
        return log(1 + len({bearer for _, bearer in self._names}))

    def find(self, name: str, most: int = 3, least: float = LEAST) -> list[str]:
        """Return what to call the bearers of the names that come nearest, the nearest first."""
        scores: dict[str, float] = {}
        for place, score in self._score(name):
            bearer = self._names[place][1]
            scores[bearer] = max(score, scores.get(bearer, 0.0))
        least = max([least, *(_BESIDE * score for score in scores.values())])
        near = [bearer for bearer in scores if scores[bearer] >= least]
        return sorted(near, key=lambda bearer: (-scores[bearer], bearer))[:most]

    def _score(self, name: str) -> Iterator[tuple[int, float]]:
        yield from self._by_words(name)
        yield from self._by_spelling(name)
        short = fold(name).replace(" ", "")
        if " " not in fold(name) and len(short) > 2:
            yield from ((place, _ACRONYM) for place in self._initials.get(short, ()))
        for initials in _initials(name):
            for place in self._holders.get(initials, ()):
                if is_acronym(self._names[place][0]):
                    yield place, _ACRONYM

    def _by_words(self, name: str) -> Iterator[tuple[int, float]]:
        """Yield how much of two names is alike: the words in common, of all words of both."""
        given = list(dict.fromkeys(_split(name)))
        shared: dict[int, dict[str, tuple[str, float]]] = defaultdict(dict)
        for word in given:
            for other, likeness in self._alike(word).items():
                for place in self._holders[other]:
                    if likeness > shared[place].get(word, ("", 0.0))[1]:
                        shared[place][word] = other, likeness
        for place, pairs in shared.items():
            both = sum(map(self._weigh, given)) + sum(map(self._weigh, dict.fromkeys(self._words[place])))
            told = sum(alike * (self._weigh(one) + self._weigh(other)) for one, (other, alike) in pairs.items())
            if sum(map(self._weigh, pairs)) >= sum(map(self._weigh, given)) / 3:  # a usual word alone tells nobody
                yield place, min(told / both, 1.0)

    def _alike(self, word: str) -> dict[str, float]:
        known = dict.fromkeys(other for key in _keys(word) for other in self._sounds.get(key, ()))
        likeness = {other: liken(word, other) for other in known}
        return {other: alike for other, alike in likeness.items() if alike}

    def _by_spelling(self, name: str) -> Iterator[tuple[int, float]]:
        """Yield how alike two whole names are spelt, whatever words they are written in: BokoHaram."""
        from rapidfuzz import fuzz, process

        key = fold(name).replace(" ", "")
        if len(key) < 3:
            return
        keys = [fold(each).replace(" ", "") for each, _ in self._names]
        for other, ratio, place in process.extract(key, keys, scorer=fuzz.ratio, limit=6, score_cutoff=100 * _WHOLE):
            if other == key or (other[0] == key[0] and len(key) > 4):
                yield place, ratio / 100

    def _weigh(self, word: str) -> float:
        return self._weights.get(word, self._most * (_SORT if word in SORTS else 1.0))


def liken(one: str, other: str) -> float:
    """Return how alike two words are, 0 if they are different words.

    Two letters may have changed places, the last may be missing, and of four one may be wrong.

    >>> liken("mail", "mali"), liken("isg", "isgs"), liken("chat", "chad"), liken("wagner", "gwandere")
    (0.9, 0.7, 0.6, 0.0)
    """
    from rapidfuzz import fuzz

    if found := liken_words(one, other):
        return found
    if len(one) == len(other) > 2 and sorted(one) == sorted(other):
        return 0.9
    short, long = sorted((one, other), key=len)
    if len(short) > 2 and long[:-1] == short:
        return 0.7
    if len(one) == len(other) == 4 and one[0] == other[0]:  # of four letters one is a quarter
        return 0.6 if fuzz.ratio(one, other) >= 75 else 0.0
    return 0.0


def tell_near(name: str, called: Iterable[tuple[str, str]], then: str = "") -> str:
    """Return what goes behind a message on a name that nothing bears: whose names come near, and where all stand.

    >>> tell_near("Hil Band", [("Hill Band", "the Hill Band")], "`show` lists them all")
    '; did you mean the Hill Band? `show` lists them all'
    """
    near = NearNames(called).find(name)
    told = [f"did you mean {' or '.join(near)}?"] if near else []
    return "; " + " ".join([*told, *([then] if then else [])]) if told or then else ""


def _split(name: str) -> list[str]:
    """Return the words of a name that tell something."""
    every = split(name)
    return [word for word in every if word not in STOP_WORDS] or every


def _keys(word: str) -> set[str]:
    """Return what two words that are spelt alike have in common, one of it at the least."""
    return {f"first {word[0]}", f"letters {''.join(sorted(word))}", f"skeleton {skeleton(word)}"}


def _initials(name: str) -> set[str]:
    """Return the initials of a name of three words and more, with and without its small words."""
    return {"".join(word[0] for word in words) for words in (split(name), _split(name)) if len(words) > 2}
