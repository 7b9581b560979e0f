"""How names are spelt: folded for comparing, taken apart into words, and how alike two words are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

STOP_WORDS = frozenset(
    word
    for language in (
        ("the", "of", "and", "for", "in", "on", "to", "a", "an"),
        ("de", "du", "des", "la", "le", "les", "l", "d", "et", "pour", "dans", "en", "au", "aux", "sur", "un", "une"),
        ("al", "el", "ul", "as", "ash", "wa", "wal", "fi", "bi", "li", "ibn", "و", "في", "من"),
    )
    for word in language
)
"""Articles, conjunctions and prepositions of English, French and Arabic."""
SORTS = frozenset(
    word
    for language in (
        ("alliance", "armed", "army", "band", "battalion", "brigade", "campaign", "civil", "coalition", "command"),
        ("committee", "coordination", "council", "defence", "defense", "democratic", "faction", "fighter", "force"),
        ("front", "general", "government", "group", "kingdom", "liberation", "military", "militia", "ministry"),
        ("mission", "movement", "national", "operation", "organisation", "organization", "party", "patriotic"),
        ("people", "popular", "province", "rebel", "republic", "resistance", "revolutionary", "self", "soldier"),
        ("state", "supporter", "troop", "union", "unit", "united", "volunteer"),
        (
            "armee",
            "conseil",
            "etat",
            "gouvernement",
            "groupe",
            "milice",
            "ministere",
            "mouvement",
            "nationale",
            "parti",
        ),
        ("peuple", "populaire", "republique", "katiba", "katibat"),
    )
    for word in (language + tuple(each + "s" for each in language))
)
"""Words that tell of what sort somebody is and hardly who."""
_ALIKE = 0.8
ARTICLES = r"(?:(?:the|a|an|le|la|les|l|un|une) )*"
_ORGANS = (
    r"(?:national |royal |state )?(?:army|armed forces|military|navy|air force|police|gendarmerie|troops|soldiers"
    r"|security forces|defence forces|defense forces|forces|guard|presidential guard|republican guard|intelligence"
    r"|ministry of defen[cs]e|defen[cs]e ministry|armee|forces armees|forces de securite|forces de defense|marine"
    r"|armee de l air|garde nationale|garde presidentielle|soldats|troupes)(?: nationale| nationales)?"
)
_WHOSE = (
    re.compile(rf"{ARTICLES}{_ORGANS} (?:of|de|du|des|d) {ARTICLES}(?P<whose>.+)"),
    re.compile(rf"{ARTICLES}(?P<whose>.+?)(?: s)? {_ORGANS}"),
)
_NO_WORD = re.compile(r"[\W_]")
_ELISION = re.compile(r"\b([ld])['’´`‘ʼ]", re.IGNORECASE)
_APOSTROPHES = re.compile(r"['’´`‘ʼʿʾ]")
_LETTERS = str.maketrans({"ـ": None, "ٱ": "ا", "ى": "ي", "ة": "ه", "ı": "i", "ł": "l", "ø": "o"})


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """Return a text without accents, case and punctuation, for comparing names.

    >>> fold("Al-Qaïda")
    'al qaida'
    """
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(_NO_WORD.sub(" ", text.casefold()).split())


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


def without_article(name: str) -> str:
    """Return a name as it is compared, without the article at its begin.

    >>> without_article("The Gambia")
    'gambia'
    """
    return re.sub(rf"\A{ARTICLES}(?=.)", "", fold(name))


def whose_organ(name: str) -> str:
    """Return whose army, police or other organ a name says that it is, as `without_article` has it; "" if of nobody.

    >>> whose_organ("army of Burkina Faso"), whose_organ("Burkina Faso's army"), whose_organ("l'armée du Mali")
    ('burkina faso', 'burkina faso', 'mali')
    >>> whose_organ("Hill Band"), whose_organ("the army")
    ('', '')
    """
    found = next((found for form in _WHOSE if (found := form.fullmatch(fold(name)))), None)
    whose = without_article(found["whose"]) if found else ""
    return "" if re.fullmatch(ARTICLES, f"{whose} ") else whose


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
    from rapidfuzz import fuzz

    ratio = fuzz.ratio(one, other) / 100
    return ratio if ratio >= _ALIKE else 0.0
