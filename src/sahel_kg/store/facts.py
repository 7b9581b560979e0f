"""What claims state and what was inferred, asked of the tables of a build.

A day is a condition: of the few hundred extents that there are, those that are so then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Triple

from sahel_kg.inference.inferences import Ground
from sahel_kg.record.bounds import BEST_FIRST, Bounds
from sahel_kg.record.claims import DENIAL, Claim, FactWords, Locator
from sahel_kg.record.extents import Extent
from sahel_kg.record.rewinding import When
from sahel_kg.store.schema import BY_NAME
from sahel_kg.ties.keeping import KeptTie, SaidFact, SourceSpan
from sahel_kg.ties.rewound import Dated, LeftGraphs
from sahel_kg.vocabulary import compact, expand

if TYPE_CHECKING:
    from sahel_kg.record.relations import TieKey
    from sahel_kg.store.database import Database
    from sahel_kg.ties.ties import Status

Cells = tuple[Any, ...]
_COUNTING = "claim IN (SELECT id FROM claim WHERE counts)"
_SAID = f"""
SELECT subject, relation, object, told, lived, list(claim ORDER BY claim) FROM statement
WHERE told IS NOT NULL AND literal IS NULL AND object <> $denial AND {_COUNTING} AND {{shown}} AND {{of}} AND {{told}}
GROUP BY ALL
"""
_DENIED = f"""
SELECT one.object AS subject, named.object AS relation, other.object AS object, node.told, node.lived,
    list(claim ORDER BY claim)
FROM (SELECT * FROM statement WHERE object = $denial AND told IS NOT NULL AND {{shown}}) AS node
JOIN (SELECT * FROM statement WHERE relation = 'owl:sourceIndividual' AND {{shown}}) AS one USING (claim, subject)
JOIN (SELECT * FROM statement WHERE relation = 'owl:assertionProperty' AND {{shown}}) AS named USING (claim, subject)
JOIN (SELECT * FROM statement WHERE relation = 'owl:targetIndividual' AND {{shown}}) AS other USING (claim, subject)
WHERE {_COUNTING} GROUP BY ALL
"""
_GROUNDS = """
SELECT id, extent, credibility, claims FROM inference
WHERE {extent} AND id IN (SELECT inference FROM inferred WHERE {of})
"""
_FOLLOWED = """
SELECT subject, relation, object, list(inference) FROM inferred WHERE literal IS NULL AND {of} GROUP BY ALL
"""
_TIES = """
SELECT subject, relation, object, status, extent, credibility, claims, general FROM tie WHERE {of} ORDER BY id
"""
_JOINED_TIES = """
SELECT subject, relation, object, status, list(DISTINCT source) FILTER (source IS NOT NULL)
FROM (SELECT *, unnest(CASE WHEN claims = [] THEN [NULL] ELSE claims END) AS claim FROM tie WHERE NOT general) AS told
LEFT JOIN (SELECT id AS claim, source FROM claim) USING (claim)
GROUP BY subject, relation, object, status, CASE WHEN status = 'denied' THEN told.id END ORDER BY min(told.id)
"""
_STATED = "SELECT claim, subject, relation, object, literal FROM statement WHERE {shown} AND "
_CLAIMS = "SELECT {} FROM claim".format(", ".join(f'"{name}"' for name in BY_NAME["claim"].names))
_BY_RELATION = f"""
SELECT subject, relation, object, literal FROM statement
WHERE {{shown}} AND relation IN (SELECT unnest($some)) AND {_COUNTING}
UNION SELECT subject, relation, object, literal FROM inferred
WHERE relation IN (SELECT unnest($some)) AND inference IN (SELECT id FROM inference WHERE {{extent}})
"""
_ABOUT = """
SELECT claim FROM statement WHERE {shown} AND {of} UNION SELECT id FROM claim WHERE speaker IN (SELECT unnest($some))
"""
_BESIDE = """
NOT (subject LIKE 'actor:%' AND object LIKE 'actor:%' AND literal IS NULL) OR relation IN (SELECT unnest($some))
"""
_SPANS = """
WITH told AS (
    SELECT source, basis, id, unnest([earliestBegin, latestBegin, earliestEnd, latestEnd]) AS day
    FROM claim WHERE counts
)
SELECT source, basis, min(day), arg_min(id, (day, id)), max(day), arg_max(id, (day, id)) FROM told
WHERE day IS NOT NULL GROUP BY source, basis ORDER BY source, basis
"""
_LEFT = """
SELECT claim, max(place), count(*) = count(place) FROM statement
LEFT JOIN (SELECT unnest($live) AS shown, unnest($places) AS place) USING (shown)
GROUP BY claim ORDER BY min(statement.rowid)
"""
_LOST = """
SELECT claim, subject, relation, object, literal FROM statement
WHERE claim IN (SELECT unnest($among)) AND coalesce(shown NOT IN (SELECT unnest($live)), true)
"""
_EVER = When()
_NONE: Mapping[str, object] = MappingProxyType({})


class _IrisOfCells(dict[str, str]):
    """IRIs by their CURIEs, each looked up once."""

    def __missing__(self, curie: str) -> str:
        self[curie] = expand(curie) or curie
        return self[curie]


class _Nodes(dict[str, NamedNode]):
    """Terms by their CURIEs, each made once."""

    def __missing__(self, curie: str) -> NamedNode:
        self[curie] = NamedNode(expand(curie) or curie)
        return self[curie]


class FactRows:
    """What is stated and what is inferred, by rows of the tables `statement`, `inferred`, `inference` and `tie`.

    Parameters
    ----------
    open_database : callable
        Opens the database.
    read_extents : callable
        Gives the extents, by number.
    """

    def __init__(self, open_database: Callable[[], Database], read_extents: Callable[[], list[Extent]]) -> None:
        self._open, self._read_extents = open_database, read_extents
        self.iris, self._nodes = _IrisOfCells(), _Nodes()
        self._live = cache(self._find_live)

    def is_there(self) -> bool:
        """Tell whether it can be asked at all.

        Raises
        ------
        SahelError
            If not, saying why.
        """
        return self._open() is not None

    def ties(self, of: Collection[str] | None = None) -> Iterator[KeptTie]:
        """Yield the ties of all times, in order; of some things alone those of which one is an end."""
        extents, iris = self._read_extents(), self.iris
        for subject, relation, obj, status, extent, credibility, claims, is_general in self._fetch(_TIES, of=of):
            key = iris[subject], iris[relation], iris[obj]
            told = tuple(map(iris.__getitem__, claims))
            yield KeptTie(key, status, extents[extent], credibility, told, is_general)

    def joined_ties(self) -> Iterator[tuple[TieKey, Status, frozenset[str]]]:
        """Yield what ties of all times say, and by which sources, but for those that only generalise another."""
        iris = self.iris
        for subject, relation, obj, status, sources in self._fetch(_JOINED_TIES):
            told = frozenset(map(iris.__getitem__, sources or ()))
            yield (iris[subject], iris[relation], iris[obj]), status, told

    def said(
        self, when: When, of: Collection[str] | None = None, keeps: Callable[[Extent], bool] | None = None
    ) -> Iterator[SaidFact]:
        """Yield what claims that count say of things by IRI, and what they deny, as far as it is shown.

        Without what is said for another time than `keeps` keeps, if that is told.
        """
        extents, iris, denial = self._read_extents(), self.iris, {"denial": compact(DENIAL)}
        asked: tuple[tuple[Status, list[Cells]], ...] = (
            ("asserted", self._fetch(_SAID, denial, when=when, of=of, keeps=keeps)),
            ("denied", self._fetch(_DENIED, denial, when=when)),
        )
        for status, rows in asked:
            for subject, relation, obj, told, lived, claims in rows:
                fact = iris[subject], iris[relation], iris[obj]
                if of is None or fact[0] in of or fact[2] in of:
                    yield SaidFact(status, fact, extents[told], extents[lived], list(map(iris.__getitem__, claims)))

    def followed(self, when: When, of: Collection[str] | None = None) -> Iterator[tuple[FactWords, list[Ground]]]:
        """Yield what was inferred of things by IRI, with what each rests on."""
        grounds, iris = self._make_grounds(self._fetch(_GROUNDS, when=when, of=of)), self.iris
        for subject, relation, obj, graphs in self._fetch(_FOLLOWED, of=of):
            if found := [grounds[graph] for graph in graphs if graph in grounds]:
                yield (iris[subject], iris[relation], iris[obj]), found

    def grounds(self) -> dict[str, Ground]:
        """Return what the facts of each inference graph rest on, by its IRI."""
        rows = self._open().rows("inference")
        return {self.iris[graph]: ground for graph, ground in self._make_grounds(rows).items()}

    def _make_grounds(self, rows: Iterable[Cells]) -> dict[str, Ground]:
        extents, iri = self._read_extents(), self.iris.__getitem__
        return {
            graph: Ground(extents[extent], credibility, tuple(map(iri, claims)))
            for graph, extent, credibility, claims in rows
        }

    def claims(self, when: When, among: Collection[str] | None = None) -> list[Claim]:
        """Return claims in order, those that do not count as well, with what is shown of their statements."""
        wanted = {} if among is None else {"among": list(map(compact, among))}
        of = "true" if among is None else "{} IN (SELECT unnest($among))"
        stated: dict[str, list[Triple]] = defaultdict(list)
        for claim, *triple in self._fetch(_STATED + of.format("claim"), wanted, when=when):
            stated[claim].append(self._triple(*triple))
        rows = self._fetch(f"{_CLAIMS} WHERE {of.format('id')} ORDER BY rowid", wanted)
        bounds = _BoundsOfDays()
        return [
            _read_claim(row, stated.get(row[0], ()), self.iris, bounds)
            for row in rows
            if when.day is None or row[0] in stated
        ]

    def claims_beside(self, when: When, relations: Collection[str]) -> list[Claim]:
        """Return the claims that count and say more than relations between two actors, or one of some relations."""
        return self._claims_that(_BESIDE, {"some": list(map(compact, relations))}, when)

    def claims_by(self, when: When, relations: Collection[str]) -> list[Claim]:
        """Return the claims that count and state something by some relations."""
        return self._claims_that("relation IN (SELECT unnest($some))", {"some": list(map(compact, relations))}, when)

    def claims_about(self, when: When, iris: Collection[str]) -> list[Claim]:
        """Return the claims that speak of some things, those that do not count as well, or that one of these tells."""
        found = self._fetch(_ABOUT, {"some": list(map(compact, iris))}, when=when, of=iris)
        return self.claims(when, [self.iris[claim] for (claim,) in found])

    def claims_that_deny(self, when: When) -> list[Claim]:
        """Return the claims that count and say that something is not so."""
        return self._claims_that("object = $denial", {"denial": compact(DENIAL)}, when)

    def claims_coded_by(self, codebook: str) -> list[Claim]:
        """Return the claims that were coded by a version of a codebook."""
        rows = self._fetch("SELECT id FROM claim WHERE codebook = $codebook", {"codebook": codebook})
        return self.claims(_EVER, [self.iris[claim] for (claim,) in rows])

    def spans(self) -> Iterator[SourceSpan]:
        """Yield of each source and basis the first and the last day that claims which count give, with the claims."""
        iris = self.iris
        for source, basis, first, early, last, late in self._fetch(_SPANS):
            yield iris[source], basis, first, iris[early], last, iris[late]

    def _claims_that(self, state: str, values: Mapping[str, object], when: When) -> list[Claim]:
        statement = f"SELECT DISTINCT claim FROM statement WHERE {{shown}} AND {_COUNTING} AND ({state})"
        return self.claims(when, [self.iris[claim] for (claim,) in self._fetch(statement, values, when=when)])

    def by(self, when: When, relations: Collection[str]) -> list[Triple]:
        """Return what claims that count state and what was inferred by some relations."""
        rows = self._fetch(_BY_RELATION, {"some": list(map(compact, relations))}, when=when)
        return [self._triple(*row) for row in rows]

    def uncounted(self) -> Iterator[tuple[str, str, str | None]]:
        """Yield the claims that do not count, their kinds, and why they were withdrawn."""
        for claim, kind, withdrawn in self._fetch("SELECT id, kind, withdrawn FROM claim WHERE NOT counts"):
            yield self.iris[claim], kind, withdrawn

    def left(self, when: When) -> LeftGraphs:
        """Return what is left of claims and inference graphs on a day."""
        read = {n: reading for n, extent in enumerate(self._read_extents()) if (reading := when.read(extent))}
        inferred = list(self._fetch("SELECT id, extent FROM inference"))
        values = {"live": list(read), "places": [BEST_FIRST.index(reading) for reading in read.values()]}
        claims = self._fetch(_LEFT, values)
        readings = {self.iris[graph]: read[extent] for graph, extent in inferred if extent in read}
        readings |= {self.iris[claim]: BEST_FIRST[place] for claim, place, _ in claims if place is not None}
        partly = [claim for claim, place, is_whole in claims if place is not None and not is_whole]
        lost: dict[str, list[Triple]] = defaultdict(list)
        for claim, *triple in self._fetch(_LOST, {"live": list(read), "among": partly}):
            lost[self.iris[claim]].append(self._triple(*triple))
        every = (row[0] for row in (*inferred, *claims))
        return LeftGraphs(readings, lost, {iri for iri in map(self.iris.__getitem__, every) if iri not in readings})

    def dated(self, claims: Iterable[Claim]) -> Dated:
        """Return when each triple of each claim, and each inference graph, is shown (see `rewound.date_facts`)."""
        extents = self._read_extents()
        places = iter(
            len(extents) if shown is None else shown
            for (shown,) in self._fetch("SELECT shown FROM statement ORDER BY rowid")
        )
        told = [(claim, list(islice(places, len(claim.statement)))) for claim in claims]
        inferred = {self.iris[graph]: extent for graph, extent in self._fetch("SELECT id, extent FROM inference")}
        return [*extents, None], told, inferred

    def _fetch(
        self,
        statement: str,
        values: Mapping[str, object] = _NONE,
        *,
        when: When = _EVER,
        of: Collection[str] | None = None,
        keeps: Callable[[Extent], bool] | None = None,
    ) -> list[Cells]:
        """Return rows; in a statement ``{shown}``, ``{told}`` and ``{extent}`` ask for a time, ``{of}`` for an end."""
        asked = {
            **values,
            **({} if of is None else {"of": list(map(compact, of))}),
            **({"live": self._live(when)} if when.day else {}),
            **({"kept": [n for n, each in enumerate(self._read_extents()) if keeps(each)]} if keeps else {}),
        }
        told = "told IN (SELECT unnest($kept))" if keeps else "true"
        live = "{} IN (SELECT unnest($live))" if when.day else "true"
        among = "(subject IN (SELECT unnest($of)) OR object IN (SELECT unnest($of)))" if of is not None else "true"
        return self._open().fetch(
            statement.format(of=among, told=told, shown=live.format("shown"), extent=live.format("extent")), asked
        )

    def _find_live(self, when: When) -> list[int]:
        return [number for number, extent in enumerate(self._read_extents()) if when.read(extent)]

    def _triple(self, subject: str, relation: str, obj: str, literal: str | None) -> Triple:
        if literal is None:
            return Triple(self._nodes[subject], self._nodes[relation], self._nodes[obj])
        kind = {"language": literal[1:]} if literal.startswith("@") else {"datatype": self._nodes[literal]}
        return Triple(self._nodes[subject], self._nodes[relation], Literal(obj, **kind))


class _BoundsOfDays(dict[Cells, Bounds]):
    """Bounds by their days, each made once: thousands of claims have a few hundred."""

    def __missing__(self, days: Cells) -> Bounds:
        self[days] = Bounds(*days)
        return self[days]


def _read_claim(
    row: Cells, statement: Sequence[Triple], iris: Mapping[str, str], bounds: Mapping[Cells, Bounds]
) -> Claim:
    curie, source, segment, _, _, start, end, sha256, record, kind, assessment, basis, credibility, *rest = row
    speaker, coder, created, codebook, withdrawn, _, aspect, *days, note = rest
    claim = object.__new__(Claim)  # to make one as it would be made otherwise takes twice as long
    claim.__dict__.update(
        iri=iris[curie],
        statement=tuple(sorted(statement, key=str) if len(statement) > 1 else statement),
        kind=kind,
        basis=basis,
        source=iris[source],
        bounds=bounds[tuple(days)],
        credibility=credibility,
        assessment=assessment,
        locator=None if start is None else Locator(segment, start, end, sha256),
        record=record,
        speaker=speaker and iris[speaker],
        coder=coder and iris[coder],
        created=created,
        codebook=codebook,
        withdrawn=withdrawn,
        note=note,
        aspect=aspect,
    )
    return claim
