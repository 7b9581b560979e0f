"""A published build: read it, query it, take ties and networks from it.

>>> import sahel_kg
>>> build = sahel_kg.load()                                   # doctest: +SKIP
>>> build.query("leaders").to_pandas()                        # doctest: +SKIP
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse

from sahel_kg.errors import SahelError, UsageError
from sahel_kg.events.attacks import count_attacks
from sahel_kg.inference.inferences import Ground, inference_quads, read_grounds
from sahel_kg.inference.supports import Support, find_supports, leaf_of_claims, shown_extent
from sahel_kg.record.actors import Directory
from sahel_kg.record.bounds import TieReading, parse_date
from sahel_kg.record.claims import Claim, Years, not_spoken_of, read_claims, read_years
from sahel_kg.record.evidence import Evidence
from sahel_kg.record.extents import When
from sahel_kg.record.extents import when as make_when
from sahel_kg.record.identities import read_identities, read_origins
from sahel_kg.resources import CLOSURE, build_folder, shown
from sahel_kg.tables import card
from sahel_kg.ties.ties import Relations, Setting, Tie, most_specific, read_ties
from sahel_kg.vocabulary import ONTOLOGY, PREFIXES, SKG, value

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from sahel_kg.builds.queries import Rows
    from sahel_kg.explaining.explanations import Explanation
    from sahel_kg.reasoning import Closure, Derivations
    from sahel_kg.record.dependence import Confirmation

INCLUDABLE = ("assessed", "withdrawn")


class Build:
    """A build folder, opened.

    Parameters
    ----------
    path : Path
        A folder with ``manifest.json``.

    Raises
    ------
    UsageError
        If there is no build.
    SahelError
        If a file of it is missing or is not what was written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            files = _read(path)
        except SahelError:
            files = _read(path)  # a new build may have taken the old one's place between two files
        self.when = When()
        self.evidence = Evidence()
        self.whole = self
        self.manifest: dict[str, Any] = json.loads(files["manifest.json"])
        self.report: dict[str, Any] = json.loads(files["report.json"])
        self.asserted = list(parse(files["asserted.nq"], format=RdfFormat.N_QUADS))
        self.inferred_quads = list(parse(files["inferred.nq"], format=RdfFormat.N_QUADS))

    def __repr__(self) -> str:
        counts = self.manifest["counts"]
        seen = [f", {self.when.in_words()}"] if self.when.day else []
        seen += [f", {self.evidence.in_words()}"] if self.evidence else []
        told = f"{counts['claims']} claims, {counts['inferred']} inferred facts"
        return f"<Build {shown(self.path)}: {told}{''.join(seen)}>"

    def _repr_html_(self) -> str:
        told = Counter(claim.source for claim in self.claims if claim.basis != "Background")
        background = [claim.source for claim in self.claims if claim.basis == "Background"]
        ties = Counter(tie.status for tie in self.ties())
        said = {
            "sources": "\n".join(
                f"{self.titles.get(source, source)}: {n} claims" for source, n in sorted(told.items())
            ),
            "background": f"{len(background)} claims, from {len(set(background))} sources",
            "actors": len(self.actors),
            "ties": ", ".join(f"{n} {status}" for status, n in sorted(ties.items())),
            "seen": self.when.in_words(),
            "evidence": self.evidence.in_words() or "all claims",
        }
        return card(f"Build {shown(self.path)}: {len(self.claims)} claims", said)

    # -- what is in it

    @cached_property
    def ontology(self) -> list[Quad]:
        """The ontology's quads."""
        return [q for q in self.asserted if value(q.graph_name) == ONTOLOGY]

    @cached_property
    def about(self) -> list[Quad]:
        """What is said about claims, and all names: the default graph of asserted.nq."""
        return [q for q in self.asserted if isinstance(q.graph_name, DefaultGraph)]

    @cached_property
    def claims(self) -> list[Claim]:
        """Every claim, Assessed and withdrawn ones included, sorted by IRI."""
        graphs = [q for q in self.asserted if isinstance(q.graph_name, NamedNode)]
        return read_claims([q for q in graphs if value(q.graph_name) != ONTOLOGY], self.about)

    @cached_property
    def admitted(self) -> list[Claim]:
        """The claims that count and are admitted as evidence, of whatever time."""
        whole = self.whole
        return [c for c in whole.claims if c.counts and self.evidence.admits(c, whole.reliability)]

    @cached_property
    def inferred(self) -> list[Quad]:
        """Inferred facts, each in its inference graph."""
        return [q for q in self.inferred_quads if isinstance(q.graph_name, NamedNode)]

    @cached_property
    def relations(self) -> Relations:
        """The ontology's relations."""
        return Relations(self.ontology)

    @cached_property
    def terms(self) -> set[str]:
        """Every IRI that is a subject somewhere: what a parameter may name."""
        quads = [*self.asserted, *self.inferred_quads]
        subjects = {q.subject.value for q in quads if isinstance(q.subject, NamedNode)}
        return subjects | {q.graph_name.value for q in quads if isinstance(q.graph_name, NamedNode)}

    @cached_property
    def actors(self) -> Directory:
        """All actors with names and kinds."""
        facts = [t for claim in self.claims if claim.counts for t in claim.statement]
        return Directory(self.about, [*facts, *(q.triple for q in self.inferred)], self.identities)

    @cached_property
    def identities(self) -> dict[str, str]:
        """IRI of each actor that is shown as another one, the same by a person's decision, to that one.

        They are those of the whole build: who is who depends neither on a day nor on the evidence that is admitted.
        """
        return read_identities(self.whole.claims, read_origins(self.whole.about))

    # -- the same at a time, or by some evidence only

    def at(self, when: When | date | str | None) -> Build:
        """Return the build rewound to a time: what then holds, may hold or has happened, and nothing else.

        Parameters
        ----------
        when : When, date or str
            A day means `extents.When` with that day: both readings, no window.
        """
        chosen = when if isinstance(when, When) else make_when(when)
        if chosen == self.when:
            return self
        base = self if self.when == When() else self.whole.admitting(self.evidence)
        kept = {c.iri: c for c in base.claims}
        leaf = leaf_of_claims(base.claims, base.relations.aspects, base.years)
        readings: dict[str, set[TieReading]] = defaultdict(set)

        def belongs(quad: Quad) -> bool:
            graph = value(quad.graph_name)
            if graph in kept:
                fact = (value(quad.subject), quad.predicate.value, value(quad.object))
                extent = shown_extent(fact, kept[graph], leaf)
                read = chosen.read(extent) if extent else None
            elif graph in base.grounds:
                read = chosen.read(base.grounds[graph].extent)
            else:
                return True
            if read:
                readings[graph].add(read)
            return read is not None

        if chosen.day is None:
            return base
        asserted = [q for q in base.asserted if belongs(q)]
        inferred = [q for q in base.inferred_quads if belongs(q)]
        gone = {iri for iri, claim in kept.items() if claim.statement and iri not in readings}
        gone |= base.grounds.keys() - readings.keys()

        def marks(graphs: Iterable[str]) -> list[Quad]:
            mark = NamedNode(str(SKG.reading))
            return [Quad(NamedNode(g), mark, Literal(worst_reading(readings[g]))) for g in graphs if g in readings]

        copy = base._copy([q for q in asserted if _owner(q) not in gone] + marks(kept))
        copy.inferred_quads = [q for q in inferred if _owner(q) not in gone] + marks(base.grounds)
        copy.when = chosen
        # the same as for all times, or less of it: reading it anew would take most of the time
        for name in ("ontology", "relations", "years", "reliability", "published", "titles", "labels"):
            copy.__dict__[name] = getattr(base, name)
        left = {(value(q.graph_name), q.triple) for q in asserted}
        copy.__dict__["claims"] = [
            replace(claim, statement=tuple(t for t in claim.statement if (claim.iri, t) in left))
            for claim in base.claims
            if claim.iri not in gone
        ]
        return copy

    def admitting(self, evidence: Evidence) -> Build:
        """Return the build with the admitted claims only, and what follows from these.

        Raises
        ------
        SahelError
            If the closure of the build is missing or damaged.
        """
        if evidence == self.evidence:
            return self
        whole = self.whole
        if not evidence:
            return whole.at(self.when)
        kept = [c for c in whole.claims if evidence.admits(c, whole.reliability)]
        gone = {c.iri for c in whole.claims} - {c.iri for c in kept}
        aside = not_spoken_of(whole.about, kept) if evidence.sources else set()
        copy = whole._copy([q for q in whole.asserted if _owner(q) not in gone | aside])
        copy.whole, copy.evidence = whole, evidence
        quads = inference_quads(whole.derivations, copy.supports, kept, whole.reliability)
        copy.inferred_quads = [q for q in quads if value(q.subject) not in aside]
        return copy.at(self.when)

    def _copy(self, asserted: list[Quad]) -> Build:
        """Return a build with other claims; nothing that was worked out for these is taken over."""
        copy = object.__new__(Build)
        copy.path, copy.manifest, copy.report, copy.asserted = self.path, self.manifest, self.report, asserted
        copy.when, copy.evidence, copy.whole = self.when, self.evidence, self.whole
        return copy

    @cached_property
    def derivations(self) -> Derivations:
        """All steps by which facts follow from all claims that count (see `reasoning.Derivations`).

        Raises
        ------
        SahelError
            If the closure of the build is missing or damaged.
        """
        return self.closure.derivations() if self.whole is self else self.whole.derivations

    @cached_property
    def grounds(self) -> dict[str, Ground]:
        """IRI of each inference graph to what its facts rest on."""
        return read_grounds(self.inferred_quads)

    def ties(self, *, as_of: date | str | None = None, general: bool = False) -> list[Tie]:
        """Return the ties between actors.

        Parameters
        ----------
        as_of : date or str, optional
            Short for ``at(as_of).ties()``.
        general : bool
            Keep inferred ties that only generalise another (*supports* makes *cooperates with* true).
        """
        if as_of is not None:
            return self.at(as_of).ties(general=general)
        ties = read_ties([c for c in self.claims if c.counts], self.inferred, self.grounds, self.setting)
        return ties if general else most_specific(ties, self.relations)

    @cached_property
    def setting(self) -> Setting:
        """What ties are read with."""
        counted = [c for c in self.claims if c.counts]
        return Setting(
            self.relations,
            frozenset(self.actors.iris),
            leaf_of_claims(counted, self.relations.aspects, self.years),
            self.when,
            self.reliability,
            self.published,
            count_attacks(counted, self.identities),
            self.identities,
        )

    @cached_property
    def published(self) -> dict[str, date]:
        """IRI of each source to the day that it speaks on: the earliest on which it can have been published."""
        said = self._said(str(SKG.earliestPublished))
        return {iri: parse_date(day) for iri, day in said.items()}

    @cached_property
    def reliability(self) -> dict[str, str]:
        """IRI of each source to its letter."""
        return self._said(str(SKG.reliability))

    @cached_property
    def draws_on(self) -> dict[str, tuple[str, ...]]:
        """IRI of each source that draws on others to these."""
        from sahel_kg.record.dependence import read_draws_on

        return read_draws_on(self.about)

    def confirmations(self, ties: Iterable[Tie] | None = None) -> dict[tuple[str, str, str], Confirmation]:
        """Return by how many independent sources ties are confirmed: see `sahel_kg.ties.confirmations.confirm`.

        Parameters
        ----------
        ties : iterable of Tie, optional
            Those that are of interest; without any, all asserted and inferred ones.

        Returns
        -------
        dict of (subject, relation, object) to Confirmation
        """
        from sahel_kg.record.dependence import Confirmation
        from sahel_kg.ties.confirmations import confirm

        found = confirm(self)
        if ties is None:
            return found
        keys = {(tie.subject, tie.relation, tie.object) for tie in ties if tie.status != "denied"}
        return {key: found.get(key, Confirmation()) for key in sorted(keys)}

    @cached_property
    def titles(self) -> dict[str, str]:
        """IRI of each source to its title, and its publisher in brackets."""
        publishers = self._said(PREFIXES["dct"] + "publisher")
        return {iri: f"{title} ({publishers[iri]})" for iri, title in self._said(PREFIXES["dct"] + "title").items()}

    @cached_property
    def labels(self) -> dict[str, str]:
        """IRI of everything that has a name to its English label."""
        wanted = (PREFIXES["skos"] + "prefLabel", PREFIXES["rdfs"] + "label")
        english = (q for q in [*self.about, *self.ontology] if getattr(q.object, "language", None) == "en")
        return {value(q.subject): value(q.object) for q in english if q.predicate.value in wanted}

    def _said(self, predicate: str) -> dict[str, str]:
        return {value(q.subject): value(q.object) for q in self.about if q.predicate.value == predicate}

    @cached_property
    def years(self) -> Years:
        """IRI of each actor to the first and last day on which it is known to have existed."""
        return read_years(c for c in self.whole.claims if c.counts)

    @cached_property
    def closure(self) -> Closure:
        """The closure of the claims that count, with its proofs (see `sahel_kg.reasoning`).

        Raises
        ------
        SahelError
            If the build has none that can be used: the file is missing or damaged.
        """
        if self.whole is not self:
            return self.whole.closure
        from sahel_kg.reasoning import open_closure

        where = shown(self.path)
        if not (self.path / CLOSURE).is_file():
            raise SahelError(f"the build in {where} has no {CLOSURE} to explain from: run `sahel-kg build` again")
        try:
            return open_closure(self.path / CLOSURE)
        except SahelError as error:
            text = str(error).rstrip(".")
            remedy = "run `sahel-kg build` again"
            raise SahelError(f"{CLOSURE} of the build in {where} cannot be used ({text}): {remedy}") from None

    # -- asking it

    def store(self, include: Iterable[str] = ()) -> Store:
        """Return an Oxigraph store of the build.

        Named graphs are the claims, the inference graphs and the ontology; the default graph is the union of
        Reported claims that are not withdrawn, what is said about claims, the ontology and the inferences.

        Parameters
        ----------
        include : iterable of {"assessed", "withdrawn"}
            What the default graph holds besides.
        """
        chosen = frozenset(include)
        if unknown := chosen - set(INCLUDABLE):
            raise UsageError(f"cannot include '{min(unknown)}': choose from {', '.join(INCLUDABLE)}")
        return self._stores(chosen)

    def _stores(self, include: frozenset[str]) -> Store:
        cache: dict[frozenset[str], Store] = self.__dict__.setdefault("_cache", {})
        if include not in cache:
            left_out = {
                c.iri
                for c in self.claims
                if (c.kind == "Assessed" and "assessed" not in include)
                or (c.withdrawn is not None and "withdrawn" not in include)
            }
            quads = [*self.asserted, *self.inferred_quads]
            union = [
                Quad(q.subject, q.predicate, q.object)
                for q in quads
                if isinstance(q.graph_name, NamedNode) and q.graph_name.value not in left_out
            ]
            store = Store()
            store.bulk_extend([*quads, *union])
            cache[include] = store
        return cache[include]

    def query(self, name_or_sparql: str, *, include: Iterable[str] = (), **params: object) -> Rows:
        """Run a competency question by name, or any SPARQL read query.

        Parameters
        ----------
        name_or_sparql : str
            A name of `sahel_kg.builds.queries.read_queries`, or SPARQL; all prefixes are known.
        include : iterable of {"assessed", "withdrawn"}
        **params
            Values of the query's parameters.

        Returns
        -------
        Rows
            Typed rows; ``.to_pandas()`` gives a data frame.

        Raises
        ------
        UsageError
            For an unknown name or parameter, a value of the wrong type, a syntax error, an update, or a
            query that would reach outside the build (SERVICE, FROM).
        """
        from sahel_kg.builds import queries

        return queries.run(self, name_or_sparql, params, include=include)

    def rdflib(self) -> rdflib.Dataset:
        """Return a copy of the build as the familiar `rdflib.Dataset`, kept in an Oxigraph store (oxrdflib)."""
        import rdflib
        from oxrdflib import OxigraphStore

        copy = Store()
        copy.bulk_extend(iter(self.store()))
        dataset = rdflib.Dataset(store=OxigraphStore(store=copy))

        for prefix, iri in PREFIXES.items():
            dataset.bind(prefix, iri, replace=True)
        return dataset

    @cached_property
    def supports(self) -> dict[int, list[Support]]:
        """When each fact of `derivations` holds and how good its proofs are, by the claims of this build."""
        claims = [c for c in self.claims if c.counts]
        return find_supports(self.derivations, leaf_of_claims(claims, self.relations.aspects, self.years))

    def explain(self, subject: str, relation: str, object: str) -> Explanation | None:
        """Return how a fact follows from claims, in steps that read as sentences, each with when it holds.

        On a build that is rewound to a time the proof is one that holds then.

        Parameters
        ----------
        subject, relation, object : str
            Names, CURIEs or IRIs; the object may be a literal.

        Returns
        -------
        Explanation or None
            None if the fact does not hold, or not then.
        """
        from sahel_kg.explaining import naming
        from sahel_kg.explaining.proving import explain

        return explain(self, naming.find_fact(self, subject, relation, object))

    def network(self, **choice: Any) -> nx.MultiDiGraph:
        """Return the actors and their ties as a networkx graph: see `sahel_kg.ties.network.take`."""
        from sahel_kg.ties import network

        return network.take(self, **choice)


def _owner(quad: Quad) -> str:
    """Return the claim or inference graph that a quad belongs to: its graph, or what it is said about."""
    return value(quad.graph_name) or value(quad.subject).partition("#")[0]


def worst_reading(readings: Iterable[TieReading]) -> TieReading:
    """Return the weakest of some readings: undated, possible, certain."""
    return max(readings, key=("certain", "possible", "undated").index)


def _read(path: Path) -> dict[str, bytes]:
    """Return the files of a build, each held against the hash in its manifest."""
    try:
        files = {"manifest.json": (path / "manifest.json").read_bytes()}
    except OSError as error:
        raise UsageError(
            f"no build in {shown(path)} (manifest.json: {error.strerror}): run `sahel-kg build` first, "
            "or name one with --build"
        ) from None
    name, fault = "manifest.json", "is not what was written"
    try:
        outputs = json.loads(files[name])["outputs"]
        for name in ("asserted.nq", "inferred.nq", "report.json"):
            files[name] = (path / name).read_bytes()
            if hashlib.sha256(files[name]).hexdigest() != outputs[name]:
                raise ValueError
    except (OSError, ValueError, KeyError, TypeError) as error:
        fault = f"cannot be read, {error.strerror}" if isinstance(error, OSError) else fault
        raise SahelError(
            f"the build in {shown(path)} is damaged ({name} {fault}): run `sahel-kg build` again"
        ) from None
    return files


def load(path: str | Path | None = None) -> Build:
    """Open a build: the folder given, else ``$SAHEL_KG_BUILD``, else ``build/`` of the project.

    Raises
    ------
    UsageError
        If there is none.
    """
    return Build(build_folder(path))
