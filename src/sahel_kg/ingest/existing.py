"""What the data at hand say already: names, places, claims, and the releases of the data set that are there.

Of two releases the newer counts. A claim is never deleted: that it no longer counts is said beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from sahel_kg.ingest.drafts import Draft, name_of
from sahel_kg.ingest.mapping import Mapping as Codes
from sahel_kg.ingest.mapping import age, is_release
from sahel_kg.record import dataset
from sahel_kg.vocabulary import PREFIXES, SKG, compact, value

_SOURCE = PREFIXES["prov"] + "hadPrimarySource"
_PREFERRED, _ALTERNATIVE = PREFIXES["skos"] + "prefLabel", PREFIXES["skos"] + "altLabel"


@dataclass(frozen=True)
class ReleaseClaim:
    """A claim that another release of the data set made.

    Parameters
    ----------
    claim, release, record : str
    begins : str
        CURIE of the actor whose first year it gives.
    """

    claim: str
    release: str
    record: str
    begins: str = ""


@dataclass(frozen=True)
class Existing:
    """What data say.

    Parameters
    ----------
    claims : frozenset of str
        CURIEs of the claims that the shipped data make.
    names : mapping
        CURIE to all names of a thing that is declared.
    places : mapping
        Name of a country to its CURIE.
    sources : frozenset of str
        CURIEs of the sources that are declared.
    told : tuple of ReleaseClaim
        Claims of the data set's other releases.
    countries : mapping
        Record of a row to the CURIEs of the countries whose conflict it is.
    """

    claims: frozenset[str] = frozenset()
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()
    told: tuple[ReleaseClaim, ...] = ()
    countries: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class ReleaseCoverage:
    """What a run has read of a file.

    Parameters
    ----------
    read : collection of str
        Records of the rows that became claims.
    all : collection of str
        Records of all rows of the file.
    covers : callable
        Whether a record that is in none of them, with the countries of its row, would have been asked for.
    is_sound : bool
        Whether no row was refused: else what is not there may be the row that was.
    """

    read: Collection[str]
    all: Collection[str]
    covers: Callable[[str, Collection[str]], bool]
    is_sound: bool


def read_existing(codes: Codes, shipped: Path, files: Iterable[Path], target: Path) -> Existing:
    """Read what the data say, but for the file that is to be written.

    Parameters
    ----------
    shipped : Path
        The folder of the shipped data.
    files : iterable of Path
        All files of claims of data sets.
    """
    quads = [quad for path in sorted(shipped.glob("*.ttl")) for quad in dataset.read_quads(path)]
    own: list[Quad] = []
    for path in files:
        found = dataset.read_quads(path)
        if path.resolve() != target.resolve():
            quads += found
        if path.is_relative_to(shipped) and not target.is_relative_to(shipped):
            own += found
    names: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate.value in (_PREFERRED, _ALTERNATIVE):
            names[compact(value(quad.subject))].add(value(quad.object))
    declared = {compact(value(quad.subject)) for quad in quads if quad.predicate.value == _PREFERRED}
    labels = [q for q in quads if q.predicate.value == _PREFERRED and getattr(q.object, "language", "") == "en"]
    places = {
        value(quad.object): compact(value(quad.subject))
        for quad in labels
        if value(quad.subject).startswith(PREFIXES["place"])
    }
    sources = {compact(value(q.subject)) for q in quads if value(q.object) == str(SKG.Source)}
    told, countries = _read_told(quads, codes)
    return Existing(
        frozenset(compact(graph) for quad in own if (graph := value(quad.graph_name))),
        {curie: frozenset(found) for curie, found in names.items() if curie in declared},
        places,
        frozenset(sources),
        tuple(told),
        countries,
    )


def _read_told(quads: Iterable[Quad], codes: Codes) -> tuple[list[ReleaseClaim], dict[str, frozenset[str]]]:
    """Return the claims of the data set's other releases, and of which countries each row is."""
    start = f"{PREFIXES['source']}{codes.name}-"
    releases: dict[str, str] = {}
    records: dict[str, str] = {}
    begins: dict[str, str] = {}
    places: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        subject, predicate, graph = value(quad.subject), quad.predicate.value, quad.graph_name
        if predicate == _SOURCE and value(quad.object).startswith(start):
            releases[subject] = value(quad.object).removeprefix(start)
        elif predicate == str(SKG.record):
            records[subject] = value(quad.object)
        elif isinstance(graph, NamedNode) and predicate == str(SKG.activeBy):
            begins[graph.value] = compact(subject)
        elif isinstance(graph, NamedNode) and predicate == str(SKG.conflictOf):
            places[graph.value].add(compact(value(quad.object)))
    others = {claim: release for claim, release in releases.items() if is_release(release) and release != codes.release}
    told = [
        ReleaseClaim(compact(claim), release, records.get(claim, ""), begins.get(claim, ""))
        for claim, release in sorted(others.items())
    ]
    return told, {records[claim]: frozenset(found) for claim, found in places.items() if claim in others}


def find_withdrawn(
    codes: Codes, existing: Existing, drafts: Iterable[Draft], coverage: ReleaseCoverage
) -> dict[str, str]:
    """Map each claim that no longer counts, of this release or an earlier one, to why: row by row, the newer counts."""
    drafts = list(drafts)
    mine = {draft.begins: draft for draft in drafts if draft.begins}
    found = {}
    for claim in existing.told:
        if age(claim.release) > age(codes.release):
            continue
        where = existing.countries.get(claim.record, ())
        if claim.record in coverage.read or (coverage.is_sound and claim.begins in mine):
            found[claim.claim] = f"superseded by {codes.heading}"
        elif coverage.is_sound and claim.record not in coverage.all and coverage.covers(claim.record, where):
            found[claim.claim] = f"no longer in {codes.heading}"
    return found | dict(_outdated(codes, existing, drafts))


def _outdated(codes: Codes, existing: Existing, drafts: Iterable[Draft]) -> Iterator[tuple[str, str]]:
    """Yield claims about to be written that a newer release at hand supersedes."""
    newer = [claim for claim in existing.told if age(claim.release) > age(codes.release)]
    for draft in drafts:
        later = [c.release for c in newer if c.record == draft.record or (draft.begins and c.begins == draft.begins)]
        if later:
            yield name_of(draft), f"superseded by {codes.title} {max(later, key=age)}"
