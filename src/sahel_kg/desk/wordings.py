"""Names as a sentence words them: with articles, as the government or the army of somebody."""

from __future__ import annotations

import re

from sahel_kg.record.spelling import ARTICLES, fold, without_article

_OF = r"(?:of|de|du|des|d) "
_GOVERNMENTS = r"(?:government|gouvernement|govt|authorities|autorites)"
_ARMIES = r"(?:army|armed forces|military|armee|forces armees)"
_SORTS = (
    r"(?:state|country|group|front|rebels|militia|mission|president|region|town|village|etat|groupe|rebelles|ville)"
)
_FORMS = (
    (re.compile(rf"{ARTICLES}{_GOVERNMENTS} {_OF}(?P<whose>.+)"), "government"),
    (re.compile(rf"{ARTICLES}(?P<whose>.+?)(?: s)? {_GOVERNMENTS}"), "government"),
    (re.compile(rf"{ARTICLES}{_ARMIES} {_OF}(?P<whose>.+)"), "army"),
    (re.compile(rf"{ARTICLES}(?P<whose>.+?)(?: s)? {_ARMIES}"), "army"),
)
_SEVERAL = re.compile(r"\s*,\s*(?:(?:and|et|&)\s+)?|\s+(?:and|et|&)\s+")


def bare(name: str) -> str:
    """Return what a name comes to without its articles; an army is told the same way in all forms.

    >>> bare("the Red Hills"), bare("L'armée de la Marche"), bare("the Marche army")
    ('red hills', 'army marche', 'army marche')
    """
    what, whose = _read(name)
    return f"army {whose}" if what == "army" else without_article(name)


def governed(name: str) -> str:
    """Return whose government a name is of, bare; "" if it is of none: a state and its government are one actor.

    >>> governed("the government of Arra"), governed("Arra's government"), governed("Hill Band")
    ('arra', 'arra', '')
    """
    what, whose = _read(name)
    return whose if what == "government" else ""


def _read(name: str) -> tuple[str, str]:
    folded = fold(name)
    for form, what in _FORMS:
        if found := form.fullmatch(folded):
            return what, without_article(found["whose"])
    return "", ""


def plain(name: str) -> str:
    """Return a name as it is to be listed: without its article, and without the government of a state.

    >>> plain("The Salt Coast government"), plain("l'armée de la Marche"), plain("the government")
    ('Salt Coast', 'armée de la Marche', 'government')
    """
    told = re.sub(r"\A(?:(?:the|an?|les?|la|une?)\s+|l['’]\s*)", "", name.strip(), flags=re.IGNORECASE)
    of = re.fullmatch(rf"{_GOVERNMENTS}\s+(?:of|de|du|des)\s+(?:(?:the|la|les?)\s+)?(.+)", told, re.IGNORECASE)
    by = re.fullmatch(rf"(.+?)(?:['’]s?)?\s+{_GOVERNMENTS}", told, re.IGNORECASE)
    return of[1] if of else by[1] if by else told


def is_general(name: str) -> bool:
    """Tell whether a name says of what sort somebody is and not who: the government, l'armée.

    >>> is_general("The government"), is_general("Arra's government")
    (True, False)
    """
    return bool(re.fullmatch(rf"{ARTICLES}(?:{_GOVERNMENTS}|{_ARMIES}|{_SORTS})", fold(name)))


def several(name: str) -> list[str]:
    """Return the parts of what may be several names in one cell, with a comma or an *and* between.

    >>> several("Arra, Norland and the Hill Band"), several("Hill Band")
    (['Arra', 'Norland', 'the Hill Band'], [])
    """
    parts = [part for part in _SEVERAL.split(name) if part]
    return parts if len(parts) > 1 else []


def with_article(word: str) -> str:
    """Return a word with its article.

    >>> with_article("armed group"), with_article("place")
    ('an armed group', 'a place')
    """
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"
