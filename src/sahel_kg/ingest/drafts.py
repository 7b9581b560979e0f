"""Claims as they are about to be written, and their file: sorted, so that the same rows give the same bytes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pyoxigraph import Literal

from sahel_kg.ingest.mapping import DOWNLOADS
from sahel_kg.ingest.mapping import Mapping as Codes
from sahel_kg.record.bounds import NAMES
from sahel_kg.vocabulary import PREFIXES

CODER = "coder:sahel-kg-ingest"
_ACTOR = "actor:ucdp-"
_CREDIBILITY = 2
_GOVERNMENT = "Government of "
_PREFIXES = ("skg", "actor", "claim", "coder", "conflict", "place", "source", "dct", "prov", "rdfs", "skos", "xsd")
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
    bounds : tuple of str
        Its four bounds in Turtle, of what happened; empty for what has no date.
    holds : tuple of str
        Of a state instead: by when it had begun, and when it was not over yet.
    conflict : str
        CURIE of the conflict in which it happened.
    begins : str
        CURIE of the actor whose first year it gives.
    """

    order: tuple[int, ...]
    id: str
    statements: tuple[str, ...]
    record: str
    bounds: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    conflict: str = ""
    begins: str = ""


@dataclass(frozen=True, order=True)
class Named:
    """An actor, a place or a conflict with its names; the first is preferred, unless no kind is given: it has one."""

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


def conflict(number: int) -> str:
    """Return the CURIE of the conflict with that UCDP id."""
    return f"conflict:ucdp-{number}"


def find_places(countries: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """Map countries to CURIEs; `known` has those that are declared already."""
    return {name: known.get(name) or f"place:{slug(name)}" for name in sorted(countries)}


def slug(name: str) -> str:
    """Return the last part of a place's IRI.

    >>> slug("Yemen (North Yemen)"), slug("Côte d'Ivoire")
    ('yemen-north-yemen', 'cote-d-ivoire')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@dataclass(frozen=True)
class DraftFile:
    """All that a file of claims holds.

    Parameters
    ----------
    withdrawn : mapping
        CURIE of an earlier claim to why it no longer counts.
    declares_source : bool
        Whether the source is declared here, since no data at hand do.
    """

    named: Sequence[Named]
    drafts: Sequence[Draft]
    withdrawn: Mapping[str, str] = field(default_factory=dict)
    declares_source: bool = False


def write(codes: Codes, sheet: DraftFile, countries: Sequence[str], day: date) -> bytes:
    """Return the file of a data set's claims."""
    parts = [_head(codes, countries)]
    parts += [_source(codes)] if sheet.declares_source else []
    names = sorted(set(sheet.named))
    parts += ["\n".join(_names(thing, codes) for thing in names) + "\n"] if names else []
    parts += [_claim(draft, codes, day) for draft in sorted(sheet.drafts)]
    gone = [f"{claim} skg:withdrawn {Literal(why)} ." for claim, why in sorted(sheet.withdrawn.items())]
    parts += ["\n".join(gone) + "\n"] if gone else []
    return "\n".join(parts).encode("utf-8")


def _source(codes: Codes) -> str:
    return (
        f"source:{codes.source} a skg:Source ;\n"
        f"    dct:title {Literal(codes.heading)} ; dct:publisher {Literal(codes.publisher)} ;\n"
        f'    rdfs:seeAlso <{DOWNLOADS}> ; skg:reliability "B" ; dct:license <{_LICENCE}> ;\n'
        f"    skg:note {text(f'Cite: {codes.citation}.', 'en')} .\n"
    )


def _head(codes: Codes, countries: Sequence[str]) -> str:
    prefixes = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in _PREFIXES)
    return (
        f"# {codes.heading} as claims, written by `sahel-kg ingest {codes.name}` (mapping {codes.mapping}, "
        "docs/ucdp.md): do not edit.\n"
        f"# Data: Uppsala Conflict Data Program, CC BY 4.0, {_LICENCE}; selected and rewritten as RDF.\n"
        f"# Cite: {codes.citation}.\n"
        f"# Rows of: {', '.join(sorted(countries)) or 'all countries'}.\n\n{prefixes}"
    )


def _names(thing: Named, codes: Codes) -> str:
    names = [text(*name) for name in thing.names]
    preferred = [f"skos:prefLabel {names.pop(0)}"] if thing.kind else []
    labels = [*preferred, *([f"skos:altLabel {' , '.join(names)}"] if names else [])]
    if not thing.kind:
        return f"{thing.curie} {labels[0]} ."
    return f"{thing.curie} a {thing.kind} ; {' ; '.join(labels)} ; dct:source source:{codes.source} ."


def told_names(names: Iterable[tuple[str, str]], kind: str) -> tuple[tuple[str, str], ...]:
    """Return the names of an actor, the preferred one first, no text twice: a state is called as its country now is.

    >>> told_names([("Government of Chad", "en")], "State")
    (('Chad', 'en'), ('Government of Chad', 'en'))
    >>> [name for name, _ in told_names([("Government of Russia (Soviet Union)", "en")], "State")]
    ['Russia', 'Russia (Soviet Union)', 'Government of Russia (Soviet Union)']
    """
    told: dict[str, str] = {}
    for name, language in names:
        if kind == "State":
            country = name.removeprefix(_GOVERNMENT)
            told.setdefault(re.sub(r" \([^()]*\)$", "", country), language)
            told.setdefault(country, language)
        told.setdefault(name, language)
    return tuple(told.items())


def text(content: str, language: str) -> str:
    r"""Return a text with its language in Turtle.

    >>> text('Say "peace"', "en")
    '"Say \\"peace\\""@en'
    """
    return str(Literal(content, language=language))


def report(claim: str, about: str, parties: Iterable[str], deaths: Sequence[int]) -> Iterator[str]:
    """Yield what a claim says of the dead of several parties together: low, best and high."""
    node = f"<{PREFIXES['claim']}{claim}#report>"
    yield f"{node} a skg:CasualtyReport"
    yield f"{node} skg:reportedFor {about}"
    yield f"{node} skg:lossKind skg:Killed"
    yield from (f"{node} skg:partyTogether {party}" for party in parties)
    yield from (f"{node} skg:{name} {number}" for name, number in zip(("low", "best", "high"), deaths, strict=True))


def year(number: int) -> str:
    """Return a year in Turtle."""
    return f'"{number:04}"^^xsd:gYear'


def day_of(moment: date) -> str:
    """Return a day in Turtle."""
    return f'"{moment.isoformat()}"^^xsd:date'


def _claim(draft: Draft, codes: Codes, day: date) -> str:
    curie = name_of(draft)
    if len(draft.statements) == 1:
        graph = f"{curie} {{ {draft.statements[0]} . }}"
    else:
        graph = "\n".join([f"{curie} {{", *(f"    {statement} ." for statement in draft.statements), "}"])
    lines = [
        f"{curie} a skg:Claim ; skg:kind skg:Reported ; skg:basis skg:Stated ; skg:credibility {_CREDIBILITY} ;",
        f"prov:hadPrimarySource source:{codes.source} ; skg:record {Literal(draft.record)} ;",
        f'prov:wasAttributedTo {CODER} ; dct:created {day_of(day)} ; skg:codebook "{codes.mapping}" .',
    ]
    if draft.bounds:
        told = [f"skg:{name} {bound}" for name, bound in zip(NAMES, draft.bounds, strict=True)]
        lines[1:1] = ["skg:aspect skg:Happening ;", " ; ".join(told[:2]) + " ;", " ; ".join(told[2:]) + " ;"]
    if draft.holds:
        lines.insert(1, "skg:latestBegin {} ; skg:earliestEnd {} ;".format(*draft.holds))
    if draft.conflict:
        lines.insert(-1, f"skg:conflict {draft.conflict} ;")
    return graph + "\n" + "\n    ".join(lines) + "\n"
