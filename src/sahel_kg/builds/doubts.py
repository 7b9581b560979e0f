"""What SPARQL takes and nobody means: names that nothing in the build has, dates that are subtractions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sahel_kg.errors import suggest
from sahel_kg.store.sparql import find_bare_day, strip_texts
from sahel_kg.ties.situation import Situation
from sahel_kg.vocabulary import DATA_PREFIXES, PREFIXES, compact, expand

_OWN = ("skg", "category", *DATA_PREFIXES)
_CURIE = re.compile(rf"(?<![\w:?$.-])((?:{'|'.join(_OWN)}):\w[\w.-]*\b)")
_DECLARED = re.compile(r"\bprefix\s+([\w-]+):", re.IGNORECASE)


def list_doubts(situation: Situation, sparql: str) -> list[str]:
    """Return a sentence for each name of the project that the build has nowhere, and for a date that is a subtraction.

    Parameters
    ----------
    situation : Situation
    sparql : str
        As it was run.
    """
    bare = strip_texts(sparql)
    return [*_find_unknown(situation, bare), *filter(None, [find_bare_day(bare)])]


def _find_unknown(situation: Situation, bare: str) -> Iterator[str]:
    declared = set(_DECLARED.findall(bare))
    for name in dict.fromkeys(_CURIE.findall(bare)):
        prefix = name.partition(":")[0]
        if prefix in declared or expand(name) in situation.terms:
            continue
        start = PREFIXES[prefix]
        known = {iri.removeprefix(start): compact(iri) for iri in situation.terms if iri.startswith(start)}
        yield f"{name} is nowhere in the build{suggest(name.partition(':')[2], known)}"
