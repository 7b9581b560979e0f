"""Claims as they are about to be written, and their file: sorted, so that the same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from pyoxigraph import Literal

from sahel_kg.ingest.mapping import Mapping
from sahel_kg.vocabulary import PREFIXES

CODER = "coder:sahel-kg-ingest"
_ACTOR = "actor:ucdp-"
_CREDIBILITY = 2
_PREFIXES = ("skg", "actor", "claim", "coder", "place", "source", "dct", "prov", "skos", "xsd")
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, order=True)
class Draft:
    """One claim to be.

    Parameters
    ----------
    order : tuple of int
        The numbers of its row, by which claims are listed.
    id : str
        What follows ``claim:``.
    statements : tuple of str
        Its triples in Turtle.
    record : str
        Where its row is found again.
    year : int, optional
        The year in which it happened.
    """

    order: tuple[int, ...]
    id: str
    statements: tuple[str, ...]
    record: str
    year: int | None = None


@dataclass(frozen=True, order=True)
class Named:
    """An actor or a place with its names; the first is the preferred one."""

    order: int
    curie: str
    kind: str
    names: tuple[tuple[str, str], ...] = field(default_factory=tuple)


def name_of(claim: Draft) -> str:
    """Return the claim's CURIE."""
    return f"claim:{claim.id}"


def actor(number: int) -> str:
    """Return the CURIE of the actor with that UCDP id."""
    return f"{_ACTOR}{number}"


def number_of(curie: str) -> int | None:
    """Return the UCDP id of an actor, None if it has none.

    >>> number_of(actor(539))
    539
    """
    digits = curie.removeprefix(_ACTOR)
    return int(digits) if digits.isascii() and digits.isdecimal() else None


def write(
    mapping: Mapping, named: Iterable[Named], drafts: Iterable[Draft], countries: Sequence[str], day: date
) -> bytes:
    """Return the file of a data set's claims."""
    parts = [_head(mapping, countries)]
    parts += ["\n".join(_names(thing, mapping) for thing in sorted(set(named))) + "\n"] if named else []
    parts += [_claim(draft, mapping, day) for draft in sorted(drafts)]
    return "\n".join(parts).encode("utf-8")


def _head(mapping: Mapping, countries: Sequence[str]) -> str:
    prefixes = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in _PREFIXES)
    return (
        f"# {mapping.title} as claims, written by `sahel-kg ingest {mapping.name}` (mapping {mapping.mapping}, "
        "docs/ucdp.md): do not edit.\n"
        f"# Data: Uppsala Conflict Data Program, CC BY 4.0, {_LICENCE}; selected and rewritten as RDF.\n"
        f"# Cite: {mapping.cite}.\n"
        f"# Rows of: {', '.join(sorted(countries)) or 'all countries'}.\n\n{prefixes}"
    )


def _names(thing: Named, mapping: Mapping) -> str:
    (text, language), *others = thing.names
    labels = [f"skos:prefLabel {literal(text, language)}"]
    if others:
        labels.append("skos:altLabel " + " , ".join(literal(*name) for name in others))
    return f"{thing.curie} a {thing.kind} ; {' ; '.join(labels)} ; dct:source source:{mapping.source} ."


def literal(text: str, language: str) -> str:
    """Return a text with its language in Turtle.

    >>> literal('Say "peace"', "en")
    '"Say \\\\"peace\\\\""@en'
    """
    return str(Literal(text, language=language))


def year(number: int) -> str:
    """Return a year in Turtle."""
    return f'"{number:04}"^^xsd:gYear'


def _claim(draft: Draft, mapping: Mapping, day: date) -> str:
    curie = name_of(draft)
    if len(draft.statements) == 1:
        graph = f"{curie} {{ {draft.statements[0]} . }}"
    else:
        graph = "\n".join([f"{curie} {{", *(f"    {statement} ." for statement in draft.statements), "}"])
    lines = [
        f"{curie} a skg:Claim ; skg:kind skg:Reported ; skg:basis skg:Stated ; skg:credibility {_CREDIBILITY} ;",
        f"prov:hadPrimarySource source:{mapping.source} ; skg:record {Literal(draft.record)} ;",
        f'prov:wasAttributedTo {CODER} ; dct:created "{day.isoformat()}"^^xsd:date ; '
        f'skg:codebook "{mapping.mapping}" .',
    ]
    if draft.year is not None:
        bounds = [f"skg:{name} {year(draft.year)}" for name in ("earliestBegin", "latestBegin")]
        ends = [f"skg:{name} {year(draft.year)}" for name in ("earliestEnd", "latestEnd")]
        lines[1:1] = ["skg:aspect skg:Happening ;", " ; ".join(bounds) + " ;", " ; ".join(ends) + " ;"]
    return graph + "\n" + "\n    ".join(lines) + "\n"
