"""Claims: one proposition that one source makes in one place, and what makes two of them equal."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode, Quad, Triple

from sahel_kg.errors import Problem, UsageError, suggest
from sahel_kg.frames import Grid, Listing, Tabular, Types
from sahel_kg.notebook_tables import card
from sahel_kg.record.bounds import NAMES, Bounds, parse_date
from sahel_kg.record.extents import Aspect, read_aspect
from sahel_kg.record.writing import statement_text
from sahel_kg.tables import between, printable
from sahel_kg.vocabulary import OA, PREFIXES, SKG, compact, value

PROV = "http://www.w3.org/ns/prov#"
DCT = "http://purl.org/dc/terms/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
BASES = ("Stated", "Implied", "Background")
"""From the strongest to the weakest."""
_SETTING = frozenset(
    {RDF_TYPE, *(str(SKG[name]) for name in ("territory", "locatedIn", "activeFrom", "activeBy", "activeUntil"))}
)
_SET = (PREFIXES["actor"], PREFIXES["place"])
_OWL = PREFIXES["owl"]
DENIAL = _OWL + "NegativePropertyAssertion"
FactWords = tuple[str, str, str]
"""Subject, predicate and object of a fact as texts."""


@dataclass(frozen=True, order=True)
class Locator:
    """Where a claim rests: a sentence, code points (0-based, end exclusive) and the hash of that span."""

    segment: str
    start: int
    end: int
    sha256: str

    @property
    def paragraph(self) -> int | None:
        """The paragraph's number, or None outside the body."""
        match = re.match(r"p(\d+)s\d+\Z", self.segment)
        return int(match[1]) if match else None

    @property
    def sentence(self) -> int | None:
        """The sentence's number in its paragraph or in the author's note."""
        match = re.match(r"(?:p\d+s|n)(\d+)\Z", self.segment)
        return int(match[1]) if match else None


COLUMNS = (
    *("claim", "source", "segment", "paragraph", "sentence", "start", "end", "sha256", "record"),
    *("kind", "assessment", "basis", "credibility", "speaker", "coder", "created", "codebook", "withdrawn"),
    *NAMES,
    *("statement", "note"),
)
"""Of a table of claims."""
ASIDE = (
    *("source", "paragraph", "sentence", "start", "end", "sha256", "record", "assessment"),
    *("coder", "created", "codebook", "note"),
)
"""Columns of it that a notebook has no room for."""
TYPES: Types = {**dict.fromkeys(("paragraph", "sentence", "start", "end"), "whole"), "created": "text"}


@dataclass(frozen=True)
class Claim:
    """One claim. Terms are IRIs; `statement` holds the triples of its named graph, sorted.

    Parameters
    ----------
    iri : str
    statement : tuple of pyoxigraph.Triple
    kind : str
        ``Reported`` or ``Assessed``.
    basis : str
        ``Stated``, ``Implied`` or ``Background``.
    source : str
        IRI of the source.
    bounds : Bounds
    credibility : int
        1 to 5, 6 is unknown (Admiralty scale).
    aspect : {"timeless", "holding", "happening"}, optional
        How what is said is in time, where it is not as the relation usually is.
    """

    iri: str
    statement: tuple[Triple, ...]
    kind: str
    basis: str
    source: str
    bounds: Bounds = field(default_factory=Bounds)
    credibility: int = 6
    assessment: str | None = None
    locator: Locator | None = None
    record: str | None = None
    speaker: str | None = None
    coder: str | None = None
    created: str | None = None
    codebook: str | None = None
    withdrawn: str | None = None
    note: str | None = None
    aspect: Aspect | None = None

    def __repr__(self) -> str:
        said = [statement_text(self.statement), self.basis, *filter(None, [compact(self.source), self.place])]
        return printable(f"<Claim {self.id}: {'; '.join(said)}>")

    def __hash__(self) -> int:
        return hash(self.iri)  # all else of it would be hashed at each look-up

    @property
    def id(self) -> str:
        """The claim's CURIE."""
        return compact(self.iri)

    @property
    def counts(self) -> bool:
        """Whether the claim enters the closure: told as fact and not withdrawn."""
        return self.kind == "Reported" and self.withdrawn is None

    @cached_property
    def is_setting(self) -> bool:
        """Whether it only says of what kind actors are, where places lie or when actors existed.

        Other claims are read against it whatever it rests on: it sets the basis of nothing, nor is it left out by one.
        """
        return bool(self.statement) and all(
            triple.predicate.value in _SETTING and value(triple.subject).startswith(_SET) for triple in self.statement
        )

    @cached_property
    def said(self) -> list[tuple[OneOf["asserted", "denied"], FactWords]]:
        """What it says of things by IRI, and what it denies."""
        out: list[tuple[OneOf["asserted", "denied"], FactWords]] = [
            ("asserted", (value(triple.subject), triple.predicate.value, value(triple.object)))
            for triple in self.statement
            if isinstance(triple.object, NamedNode)
        ]
        return [*out, *(("denied", fact) for fact in self.denials.values())] if len(self.statement) > 1 else out

    @cached_property
    def denials(self) -> dict[str, FactWords]:
        """IRI of each denial that it makes to what is denied."""
        parts: dict[str, dict[str, str]] = defaultdict(dict)
        for triple in self.statement:
            parts[value(triple.subject)][triple.predicate.value] = value(triple.object)
        out: dict[str, FactWords] = {}
        for node, told in parts.items():
            if told.get(RDF_TYPE) == DENIAL:
                ends = [told.get(_OWL + k, "") for k in ("sourceIndividual", "assertionProperty", "targetIndividual")]
                out[node] = ends[0], ends[1], ends[2]
        return out

    def as_dict(self) -> dict[str, Any]:
        """Return the claim object of the JSON formats (docs/formats/)."""
        at = self.locator
        return {
            "id": self.id,
            "source": compact(self.source),
            "segment": at.segment if at else None,
            "paragraph": at.paragraph if at else None,
            "sentence": at.sentence if at else None,
            "kind": self.kind,
            "basis": self.basis,
            "speaker": compact(self.speaker) if self.speaker else None,
            "coder": compact(self.coder) if self.coder else None,
            "note": self.note,
        }

    def row(self) -> tuple[str | int | date | None, ...]:
        """Return it as a row of a table, in the order of `COLUMNS`."""
        at = self.locator
        place = (at.segment, at.paragraph, at.sentence, at.start, at.end, at.sha256) if at else (None,) * 6
        speaker, coder = (compact(iri) if iri else None for iri in (self.speaker, self.coder))
        return (
            *(self.id, compact(self.source) if self.source else None, *place, self.record),
            *(self.kind, self.assessment, self.basis, self.credibility, speaker, coder),
            *(self.created, self.codebook, self.withdrawn),
            *self.bounds.as_days(),
            *(statement_text(self.statement), self.note),
        )

    @property
    def place(self) -> str:
        """Where it stands, for people: ``p3s2``, or the record of a background source."""
        return self.locator.segment if self.locator else (self.record or "")

    def _repr_html_(self) -> str:
        at = self.locator
        where = f"paragraph {at.paragraph}, sentence {at.sentence}" if at and at.paragraph is not None else self.place
        said = {
            "statement": "\n".join(
                " ".join(map(literal_value, (t.subject, t.predicate, t.object))) for t in self.statement
            ),
            "kind": ", ".join(filter(None, (self.kind, self.assessment))),
            "basis": self.basis,
            "source": compact(self.source),
            "where": where,
            "speaker": compact(self.speaker) if self.speaker else "",
            "begins": between(self.bounds.earliest_begin, self.bounds.latest_begin),
            "ends": between(self.bounds.earliest_end, self.bounds.latest_end),
            "credibility": f"{self.credibility}{' (unknown)' if self.credibility == 6 else ''}",
            "withdrawn": self.withdrawn or "",
            "coder's note": self.note or "",
        }
        return card(self.id, said)


def list_claims(claims: Iterable[Claim]) -> Listing[Claim]:
    """Return claims as a list that is a table as well."""
    return Listing(claims, COLUMNS, Claim.row, "Claims", ASIDE, TYPES).named("claim", _names)


def _names(claim: Claim) -> tuple[str, ...]:
    return claim.id, claim.iri, claim.id.partition(":")[2]


class ClaimTable(tuple[Claim, ...], Tabular):
    """Claims that do not change, as a table as well."""

    __slots__ = ()
    __repr__ = Tabular.__repr__  # not the tuple's

    def grid(self) -> Grid:
        """Return all of them as a table."""
        return list_claims(self).grid()


def identity(claim: Claim) -> str:
    """Return the hash of what makes two claims equal.

    It covers the proposition, source, locator (or record), bounds, speaker and coder. IRIs that belong to the
    claim itself (``<claim#report>``) count by their fragment. Kind, basis, grade and note do not count: two
    claims that differ only in them are one claim coded twice.
    """

    def name(term: object) -> str:
        text = str(term)
        if f"<{claim.iri}#" not in text:
            return text
        return re.sub(r"<" + re.escape(claim.iri) + r"(#[^>]*)>", r"<\1>", text)

    triples = sorted(" ".join(map(name, (t.subject, t.predicate, t.object))) for t in claim.statement)
    at = claim.locator
    where = (at.segment, at.start, at.end, at.sha256) if at else (claim.record,)
    parts = (triples, claim.source, where, sorted(claim.bounds.as_dict().items()), claim.speaker, claim.coder)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


_BOUNDS = tuple((str(SKG[name]), name.startswith("latest")) for name in NAMES)


class _About:
    """What is said about each node, by predicate."""

    def __init__(self, about: Iterable[Quad]) -> None:
        self.values: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for quad in about:
            self.values[str(getattr(quad.subject, "value", quad.subject))][quad.predicate.value].append(quad.object)

    def text(self, node: str, predicate: str) -> str | None:
        found = self.values[node].get(predicate) if node in self.values else None
        return str(min(found, key=str).value if len(found) > 1 else found[0].value) if found else None

    def local(self, node: str, predicate: str) -> str | None:
        found = self.text(node, predicate)
        return found.removeprefix(str(SKG)) if found else None


def read_bounds(values: Mapping[str, Sequence[Any]]) -> Bounds:
    """Read the four bounds off a node's values; what is malformed is left out (validation names it)."""
    days = []
    for predicate, is_last in _BOUNDS:
        day = None
        for literal in values.get(predicate, ()):
            try:
                datatype = literal.datatype.value.rpartition("#")[2]
                day = parse_date(literal.value, last=is_last, datatype=datatype)
            except (ValueError, AttributeError):
                continue
        days.append(day)
    return Bounds(*days)


def read_claims(claims: Iterable[Quad], about: Iterable[Quad]) -> list[Claim]:
    """Read claims off the asserted quads, sorted by IRI; incomplete ones too (validation names what lacks).

    Parameters
    ----------
    claims, about : iterable of Quad
        As in `dataset.Asserted`.
    """
    said = _About(about)
    statements: dict[str, set[Triple]] = defaultdict(set)
    for quad in claims:
        if isinstance(quad.graph_name, NamedNode):
            statements[quad.graph_name.value].add(quad.triple)
    typed = {n for n, v in said.values.items() if any(o.value == str(SKG.Claim) for o in v.get(RDF_TYPE, ()))}
    out = []
    for iri in sorted(typed | set(statements)):
        text, local = said.text, said.local
        place = text(iri, str(SKG.locator))
        credibility = text(iri, str(SKG.credibility)) or ""
        out.append(
            Claim(
                iri=iri,
                statement=tuple(sorted(statements.get(iri, ()), key=str)),
                kind=local(iri, str(SKG.kind)) or "",
                basis=local(iri, str(SKG.basis)) or "",
                assessment=local(iri, str(SKG.assessment)),
                source=text(iri, PROV + "hadPrimarySource") or "",
                bounds=read_bounds(said.values[iri]) if iri in said.values else Bounds(),
                credibility=int(credibility) if credibility.isdecimal() else 6,
                locator=_locator(said, place),
                record=text(iri, str(SKG.record)),
                speaker=text(iri, str(SKG.speaker)),
                coder=text(iri, PROV + "wasAttributedTo"),
                created=text(iri, DCT + "created"),
                codebook=text(iri, str(SKG.codebook)),
                withdrawn=text(iri, str(SKG.withdrawn)),
                note=text(iri, str(SKG.note)),
                aspect=read_aspect(local(iri, str(SKG.aspect))),
            )
        )
    return out


def list_bases(claims: Iterable[Claim]) -> tuple[str, ...]:
    """Return what a proof from some claims rests on, the strongest first: the basis of each that is no setting.

    A proof from nothing but settings rests on theirs.
    """
    several = list(claims)
    told = {claim.basis for claim in several if not claim.is_setting} or {claim.basis for claim in several}
    return tuple(basis for basis in BASES if basis in told)


def rank_basis(basis: str | None) -> int:
    """Return how weak a basis is, of several the weakest: 0 is Stated, and what there is none of is last.

    >>> rank_basis("Implied, Background"), rank_basis(None)
    (2, 3)
    """
    return max(BASES.index(name) if name in BASES else len(BASES) for name in (basis or "").split(", "))


def not_spoken_of(about: Iterable[Quad], claims: Iterable[Claim], groups: Iterable[set[str]] = ()) -> set[str]:
    """Return what was ingested with a source (`dct:source`) and is in none of the claims: names without a use.

    What is one with something else (`identities.read_groups`) is a name of that.
    """
    spoken_of = {getattr(term, "value", "") for c in claims for t in c.statement for term in (t.subject, t.object)}
    ingested = {str(getattr(q.subject, "value", "")) for q in about if q.predicate.value == DCT + "source"}
    unused = ingested - spoken_of
    return unused.difference(*(group for group in groups if not group <= unused))


def owner_of(quad: Quad) -> str:
    """Return the claim, inference graph or actor that a quad belongs to: its graph, or what it is said about."""
    return (value(quad.graph_name) or value(quad.subject)).partition("#")[0]


def _locator(said: _About, node: str | None) -> Locator | None:
    if node is None:
        return None
    start, end = (said.text(node, str(OA[k])) or "" for k in ("start", "end"))
    if not (start.isdecimal() and end.isdecimal()):
        return None
    return Locator(
        said.text(node, str(SKG.segment)) or "", int(start), int(end), said.text(node, str(SKG.sha256)) or ""
    )


def duplicates(claims: Sequence[Claim], origin: Mapping[str, str]) -> list[Problem]:
    """Return a problem for each claim that equals an earlier one."""
    first: dict[str, Claim] = {}
    problems = []
    for claim in claims:
        other = first.setdefault(identity(claim), claim)
        if other is not claim:
            text = f"says the same as {other.id}, from the same place: withdraw or delete one of them"
            problems.append(Problem(origin.get(claim.iri, ""), claim.id, text))
    return problems


_FEW = 12


def source_iri(name: str, claims: Iterable[Claim], titles: Iterable[str] = ()) -> str:
    """Return the source that a name means: a CURIE, an IRI or the last part of it.

    Parameters
    ----------
    name : str
    claims : iterable of Claim
    titles : iterable of str
        IRIs of all sources that are known, those that no claim is of as well.

    Raises
    ------
    UsageError
        Listing the sources there are.
    """
    known = sorted({c.source for c in claims if c.source})
    for iri in (*known, *titles):
        if name in (iri, compact(iri), iri.rpartition("/")[2]):
            if iri in known:
                return iri
            raise UsageError(f"no claim is of the source '{name}', which others draw on or name: choose one of theirs")
    names = [iri.rpartition("/")[2] for iri in known]
    there = "`sahel-kg query sources` lists them" if len(names) > _FEW else f"there are: {', '.join(names)}"
    raise UsageError(f"no source '{name}'{suggest(name.rpartition(':')[2], names, there)}")


def literal_value(term: object) -> str:
    """Return the text of a literal or the CURIE of an IRI."""
    if isinstance(term, Literal):
        return term.value
    return compact(getattr(term, "value", term))
