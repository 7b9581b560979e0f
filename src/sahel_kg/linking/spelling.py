"""How names are spelt: taken apart into words, acronyms and initials, and how alike two words are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from sahel_kg.record.actors import Actor, fold

_STOP_WORDS = frozenset(
    word
    for language in (
        ("the", "of", "and", "for", "in", "on", "to", "a", "an"),
        ("de", "du", "des", "la", "le", "les", "l", "d", "et", "pour", "dans", "en", "au", "aux", "sur", "un", "une"),
        ("al", "el", "ul", "as", "ash", "wa", "wal", "fi", "bi", "li", "ibn", "و", "في", "من"),
    )
    for word in language
)
"""Articles, conjunctions and prepositions of English, French and Arabic."""
_STATE_WORDS = frozenset(
    ("government", "gouvernement", "republic", "republique", "state", "etat", "kingdom", "royaume", "حكومه", "جمهوريه")
)
"""What the name of a state may begin with: *Government of* Mali."""
_ALIKE = 0.8
_ELISION = re.compile(r"\b([ld])['’´`‘ʼ]", re.IGNORECASE)
_APOSTROPHES = re.compile(r"['’´`‘ʼʿʾ]")
_LETTERS = str.maketrans({"ـ": None, "ٱ": "ا", "ى": "ي", "ة": "ه", "ı": "i", "ł": "l", "ø": "o"})


@dataclass(frozen=True)
class Text:
    """A name, the words of it that count, and its script."""

    text: str
    words: tuple[str, ...]
    script: str


@dataclass(frozen=True)
class Names:
    """The names of an actor, taken apart."""

    texts: tuple[Text, ...]
    acronyms: frozenset[str]
    initials: Mapping[str, str]

    @classmethod
    def read(cls, actor: Actor) -> Names:
        """Take the names of an actor apart."""
        texts: dict[tuple[str, ...], Text] = {}
        acronyms: set[str] = set()
        initials: dict[str, str] = {}
        for name in actor.names:
            every = split(name.text)
            words = [word for word in every if word not in _STOP_WORDS] or every
            if is_acronym(name.text):
                acronyms.add("".join(every))
                continue
            if "State" in actor.kinds and len(words) > 1 and every[0] in _STATE_WORDS and every[1] in _STOP_WORDS:
                words = words[1:]
            texts.setdefault(tuple(words), Text(name.text, tuple(words), read_script(name.text)))
            for chosen in (words, every):
                if len(chosen) > 2:
                    initials.setdefault("".join(word[0] for word in chosen), name.text)
        return cls(tuple(texts.values()), frozenset(acronyms), initials)

    @cached_property
    def words(self) -> set[str]:
        """All words of all names."""
        return {word for text in self.texts for word in text.words}

    @cached_property
    def keys(self) -> set[str]:
        """What two names that are worth comparing have in common."""
        whole = {"name " + " ".join(text.words) for text in self.texts}
        short = {"short " + acronym for acronym in self.acronyms} | {"short " + each for each in self.initials}
        return whole | short | {"word " + skeleton(word) for word in self.words}


def split(name: str) -> list[str]:
    """Return the words of a name as they are compared: without accents, vowel signs, case and apostrophes.

    >>> split("Mouvement national de libération de l'Azawad")
    ['mouvement', 'national', 'de', 'liberation', 'de', 'azawad']
    >>> split("الدَّوْلَة") == split("الدولة")
    True
    """
    plain = _APOSTROPHES.sub("", _ELISION.sub("", name)).translate(_LETTERS)
    words = fold(plain).translate(_LETTERS).split()
    return [w.removeprefix("ال") if len(w) > 4 else w for w in words]


def is_acronym(name: str) -> bool:
    """Tell whether a name is one: a single short word, most of it capitals.

    >>> [is_acronym(name) for name in ("MNLA", "FC-G5S", "FAMa", "Mali", "Ansar Dine")]
    [True, True, True, False, False]
    """
    letters = [c for c in name if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return " " not in name and 2 <= len(name) <= 10 and capitals >= 2 and capitals * 2 > len(letters)


def read_script(text: str) -> str:
    """Return the script of most letters of a text, by the names that Unicode gives them.

    >>> read_script("Azawad"), read_script("أزواد")
    ('LATIN', 'ARABIC')
    """
    scripts = Counter(unicodedata.name(c, "").partition(" ")[0] for c in text if c.isalpha())
    return scripts.most_common(1)[0][0] if scripts else ""


def skeleton(word: str) -> str:
    """Return what ways of writing one word leave alone: its first letter and its consonants, doubled ones once.

    >>> skeleton("qaeda") == skeleton("qaida"), skeleton("azaouad") == skeleton("azawad")
    (True, True)
    """
    bare = re.sub(r"[aeiouy]", "", word[1:].replace("ou", "w"))
    return re.sub(r"(.)\1+", r"\1", word[0] + bare)


def liken_words(one: str, other: str) -> float:
    """Return how alike two words are, 0 if they are different words."""
    if one == other:
        return 1.0
    if one[0] != other[0] or abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 4:
        return 0.95 if len(one) > 4 and skeleton(one) == skeleton(other) and one[-1] == other[-1] else 0.0
    ratio = fuzz.ratio(one, other) / 100
    return ratio if ratio >= _ALIKE else 0.0
