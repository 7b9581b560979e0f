"""A published build: read it, query it, take ties and networks from it.

>>> import sahel_kg
>>> build = sahel_kg.load()                                   # doctest: +SKIP
>>> build.query("leaders").to_pandas()                        # doctest: +SKIP
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, Unpack, cast

from pyoxigraph import Quad, Store, Triple

from sahel_kg.arguments import all_refuse_others
from sahel_kg.builds.brief import DISPUTED, BuildReport, say_how_seen, say_in_a_line, show_card
from sahel_kg.builds.build_files import read_build
from sahel_kg.builds.database_file import DatabaseFile
from sahel_kg.docstrings import hands_on
from sahel_kg.errors import BeyondWarning, SahelError, UsageError, WholeWarning, refuse_unknown, want, warn
from sahel_kg.frames import Listing
from sahel_kg.recent import Recent
from sahel_kg.record.actors import Who
from sahel_kg.record.evidence import EvidenceChoice, choose_evidence
from sahel_kg.record.relations import TieKey
from sahel_kg.record.rewinding import When
from sahel_kg.resources import DATABASE, build_folder, shown
from sahel_kg.store.published import PublishedRows
from sahel_kg.store.quads import open_store
from sahel_kg.store.written import PublishedStatements
from sahel_kg.ties.choice import TOLD, NetworkChoice
from sahel_kg.ties.coverage import dated_span, tell_outside
from sahel_kg.ties.listing import list_ties
from sahel_kg.ties.situation import Situation
from sahel_kg.ties.ties import ASIDE, COLUMNS, TYPES, Tie
from sahel_kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    import rdflib

    from sahel_kg.builds.cross_check import CrossCheck
    from sahel_kg.builds.queries import Query
    from sahel_kg.explaining.explanations import Explanation, FindingExplanation
    from sahel_kg.findings.disagreement import Disagreement
    from sahel_kg.record.bounds import Day
    from sahel_kg.record.evidence import Evidence
    from sahel_kg.store.database import TableRows
    from sahel_kg.store.evaluator import QueryLimits
    from sahel_kg.store.sparql import Rows
    from sahel_kg.ties.confirmations import Confirmations
    from sahel_kg.ties.tie_network import TieNetwork


_FEW = 500
"""Ties that are asked about by themselves."""


@all_refuse_others
class Build(Situation):
    """A build folder, opened: a situation that was published, and what it can be asked.

    Parameters
    ----------
    path : Path
        A folder with ``manifest.json``.
    read : (mapping of str to bytes, DatabaseFile), optional
        What is in its files, if they are read already.

    Notes
    -----
    A build never changes, and everything that it gives is worked out once: `load` may return the same one again.

    Raises
    ------
    UsageError
        If there is no build.
    SahelError
        If a file of it is missing or is not what was written.
    """

    def __init__(self, path: Path, read: tuple[Mapping[str, bytes], DatabaseFile] | None = None) -> None:
        files, database = read or read_build(path)
        self.path = path
        self.manifest: dict[str, Any] = json.loads(files["manifest.json"])
        self.report = BuildReport(json.loads(files["report.json"]))
        database.expected = self.manifest["outputs"].get(DATABASE)
        self._database = database
        super().__init__([], [], database.open_closure, self.manifest["without"], PublishedRows(database.tables))
        self._written = self._statements = PublishedStatements(files["asserted.nq"], files["inferred.nq"])
        self._make_quads, self._make_parts = self._statements.every, self._statements.with_statements
        self._make_beside = self._statements.beside_claims

    def __repr__(self) -> str:
        claims, inferred = (self.manifest["counts"][name] for name in ("claims", "inferred"))  # of the whole
        if self.whole is not self:
            claims, inferred = len(self.claims), len(self.inferred_facts)
        return say_in_a_line(self.path, self, claims, inferred)

    def __reduce__(self) -> tuple[Callable[..., Build], tuple[object, ...]]:
        """Pickle it as what it was opened from, and how it is seen: another process opens it there."""
        return _reopen, (self.path, self.manifest, self.evidence, self.when)

    def _repr_html_(self) -> str:
        return show_card(self.path, self)

    @cached_property
    def inferred(self) -> list[Quad]:
        """Inferred facts in their inference graphs: each as often as it follows, by other claims or at another time.

        What a claim states is among them where it follows as well; `inferred_facts` has each fact once.
        """
        return self._statements.facts() if self.whole is self else super().inferred

    @cached_property
    def inferred_facts(self) -> frozenset[Triple]:
        """What follows and no claim that counts states, each fact once: as many as the build says that it has."""
        stated = {triple for claim in self.counted for triple in claim.statement}
        return frozenset({quad.triple for quad in self.inferred} - stated)

    # -- asking it

    def at(self, when: When | Day | None) -> Self:
        """Return it rewound to a time: what then holds, may hold or has happened, and nothing else.

        Parameters
        ----------
        when : When, date, datetime, pandas Timestamp, str or int
            A day, a month or a year, of which the last two mean their last day; all readings, and what happened at
            any time before. For a window and more, `rewinding.When`. None is of all times: not rewound at all.

        Warns
        -----
        BeyondWarning
            If that lies before or after everything that is dated.
        """
        seen = super().at(when)
        day = seen.when.day
        first, last = self.whole._span
        if day and first and last and not first <= day <= last:
            for sentence in tell_outside(self.whole, [day]):
                warn(sentence, BeyondWarning)
        return seen

    @hands_on(EvidenceChoice.__annotations__, choose_evidence)
    def admitting(self, evidence: Evidence | None = None, **choice: Unpack[EvidenceChoice]) -> Self:
        """Return it with the admitted claims only, and what follows from these, at the time that it is seen at.

        Parameters
        ----------
        evidence : Evidence, optional
            As `choose_evidence` gives it; without any, the keywords say it. Neither is added to what was admitted.
        **choice
            As for `choose_evidence`.

            {keywords}

        Raises
        ------
        UsageError
            For a grade outside the scale, or a basis or source that there is not.

        Examples
        --------
        >>> build.admitting(without_sources="grey-dynamics-2019")             # doctest: +SKIP
        """
        refuse_unknown(choice, EvidenceChoice.__annotations__)
        if evidence is not None and choice:
            raise UsageError(f"give evidence, or {', '.join(choice)}: choose_evidence(build, ...) makes one of both")
        return super().admitting(choose_evidence(self, **choice) if evidence is None else evidence)

    @cached_property
    def _span(self) -> tuple[date | None, date | None]:
        """The first and the last day of all that is dated."""
        span = dated_span(self)
        return (span[0][0], span[1][0]) if span else (None, None)

    def ties(self, *, as_of: Day | None = None, window: str | None = None, general: bool = False) -> Listing[Tie]:
        """Return the ties between actors: a list, which is a table in pandas, Arrow and notebooks as well.

        On a day it has the states that then hold and, without a window, all that ever happened before, as `query`
        has; `network`, `profile` and the commands take a window of 12 months. The column ``aspect`` tells them apart.

        Parameters
        ----------
        as_of : date, datetime, str or int, optional
            Short for ``at(as_of).ties()``.
        window : str, optional
            Of what happened only what did so within that time before the day: ``12m``, ``2y``, ``365d``.
        general : bool
            Keep inferred ties that only generalise another (*supports* makes *cooperates with* true).

        Raises
        ------
        UsageError
            For what is no day or no window, and for a window without a day.
        """
        seen = self if as_of is None else self.at(as_of)
        if window is not None:
            if seen.when.day is None:
                raise UsageError("--window needs --as-of: it is counted back from that day")
            seen = seen.at(replace(seen.when, window=window))
        return Listing(list_ties(seen, general=general), COLUMNS, Tie.row, "Ties", ASIDE, TYPES)

    def confirmations(self, ties: Iterable[Tie] | None = None) -> Confirmations:
        """Return by how many independent sources ties are confirmed: see `sahel_kg.ties.confirmations.confirm`.

        Parameters
        ----------
        ties : iterable of Tie, optional
            Those that are of interest; without any, all asserted and inferred ones.

        Returns
        -------
        Confirmations
            By subject, relation and object; a table of them as well, with their names.
        """
        from sahel_kg.ties.confirmations import confirm

        if ties is None:
            return self._confirmed.of(self._confirmed)
        want(ties, Iterable, "several ties, as ties() gives them")
        keys = {(tie.subject, tie.relation, tie.object) for tie in ties if tie.status != "denied"}
        found = self._confirmed if "_confirmed" in self.__dict__ or len(keys) > _FEW else confirm(self, keys)
        return found.of(sorted(keys))

    @cached_property
    def _confirmed(self) -> Confirmations:
        from sahel_kg.ties.confirmations import confirm

        return confirm(self)

    def disagreements(self) -> Listing[Disagreement]:
        """Return what does not go together, those that are only possible last; what was published is not done again."""
        from sahel_kg.findings.findings import find_disagreements, list_findings, see

        published = self.whole._published
        if not published or (not self.when.day and not self.evidence):
            return list_findings(published)
        return see(published, self.when) if self.kept_facts else find_disagreements(self)

    @cached_property
    def _published(self) -> list[Disagreement]:
        from sahel_kg.findings.published import read_disagreements

        found = [each for part in DISPUTED for each in self.report[part]]  # in the order of the table `finding`
        return read_disagreements(found, self, self._kept.disputed() if self._kept and self._has_tables else ())

    @property
    def cross_check(self) -> CrossCheck | None:
        """What a second reasoner inferred when this was built; None if none was asked."""
        from sahel_kg.builds.cross_check import CrossCheck

        found = self.report["cross_check"]
        return CrossCheck.from_dict(found) if found else None

    def store(self, include: Iterable[str] = ()) -> Store:
        """Return an Oxigraph store of the build, the caller's own.

        Who graphs are the claims, the inference graphs and the ontology; the default graph is the union of
        Reported claims that are not withdrawn, what is said about claims, the ontology and the inferences.

        Parameters
        ----------
        include : iterable of {"assessed", "withdrawn"}
            What the default graph holds besides.
        """
        return open_store(self, include)

    def query(
        self, name_or_sparql: str, *, include: Iterable[str] = (), limits: QueryLimits | None = None, **params: object
    ) -> Rows:
        """Run a competency question by name, or any SPARQL read query.

        Parameters
        ----------
        name_or_sparql : str
            A name of `queries`, or SPARQL; all prefixes are known.
        include : iterable of {"assessed", "withdrawn"}
        limits : QueryLimits, optional
            How long it may take, how much memory and how many rows; without them it may take what it needs.
        **params
            Values of the query's parameters.

        Returns
        -------
        Rows
            Typed rows; ``.dicts()`` gives each with its names, ``.to_pandas()`` a data frame.

        Raises
        ------
        UsageError
            For an unknown name or parameter, a value of the wrong type, a syntax error, an update, or a
            query that would reach outside the build (SERVICE, FROM).
        LimitError
            If a limit was reached.
        """
        from sahel_kg.builds import doubts, queries

        want(name_or_sparql, str, "the name of a question, or SPARQL")
        rows = queries.run(self, name_or_sparql, params, include=include, limits=limits)
        return doubts.tell_beside(self, rows, name_or_sparql, params)

    def sql(
        self,
        query: str,
        values: Sequence[object] | Mapping[str, object] = (),
        *,
        limits: QueryLimits | None = None,
    ) -> TableRows:
        """Ask the tables of the build with SQL (DuckDB's); docs/database.md says what is in each.

        They hold the whole build, whatever day and evidence it is seen by: days and grades are columns. On a build that
        is rewound to a day, or admits some evidence only, that is warned of.

        Parameters
        ----------
        query : str
            One statement that reads; anything else is refused, files and other databases too.
        values : sequence, or mapping of str, optional
            What stands for each ``?`` of it, or for each ``$name``.
        limits : QueryLimits, optional
            How long it may take, how much memory and how many rows.

        Returns
        -------
        TableRows
            Rows of Python values; ``.dicts()``, ``.to_pandas()`` and ``.to_arrow()`` give them with their names.

        Warns
        -----
        WholeWarning
            If the build is not seen as a whole.

        Raises
        ------
        UsageError
            If it is no such statement, or cannot be read.
        LimitError
            If a limit was reached.
        SahelError
            If the build has lost its database.

        Examples
        --------
        >>> build = sahel_kg.load()                                           # doctest: +SKIP
        >>> build.sql("SELECT status, count(*) FROM tie GROUP BY ALL")        # doctest: +SKIP
        """
        want(query, str, "one statement of SQL")
        if isinstance(values, str) or not isinstance(values, Sequence | Mapping):
            raise UsageError("wanted are values, in a list for each ? of the statement or a dictionary for each $name")
        if seen := say_how_seen(self):
            told = "write both into the statement (docs/database.md), or ask with query()"
            warn(f"SQL reads the whole build, not what is seen here ({'; '.join(seen)}): {told}", WholeWarning)
        return self._database.tables().ask(query, limits, values)

    @property
    def queries(self) -> Listing[Query]:
        """The questions that `query` takes by name, with what they ask and their parameters."""
        from sahel_kg.builds.queries import COLUMNS, Query, read_queries

        found = Listing(read_queries().values(), COLUMNS, Query.row, "Questions", ("parameters",))
        return found.named("question", lambda question: (question.name,))

    def rdflib(self) -> rdflib.Dataset:
        """Return a copy of the build as the familiar `rdflib.Dataset`, kept in an Oxigraph store (oxrdflib)."""
        import rdflib
        from oxrdflib import OxigraphStore

        dataset = rdflib.Dataset(store=OxigraphStore(store=self.store()))

        for prefix, iri in PREFIXES.items():
            dataset.bind(prefix, iri, replace=True)
        return dataset

    def explain(self, subject: Who | Tie, relation: str | None = None, object: Who | None = None) -> Explanation | None:
        """Return how a fact follows from claims, in steps that read as sentences, each with when it holds.

        On a build that is rewound to a time the proof is one that holds then.

        Parameters
        ----------
        subject, relation, object : str
            Names, CURIEs or IRIs; the object may be a literal. Or a `Tie` alone, whose fact it is.

        Returns
        -------
        Explanation or None
            None if the fact does not hold, or not then: `sahel-kg explain` says what would be needed, or when it does.
        """
        from sahel_kg.explaining import naming
        from sahel_kg.explaining.proving import explain

        fact: tuple[Any, ...] = subject, relation, object
        if isinstance(subject, Tie):
            fact = subject.subject, subject.relation, subject.object
        elif relation is None:
            want(subject, Tie, "a tie, or a subject, a relation and an object")
        return explain(self, naming.find_fact(self, *cast(TieKey, fact)))

    def explain_disagreement(self, disagreement: Disagreement) -> FindingExplanation:
        """Return how the sides of a contradiction or tension follow, and the smallest sets of claims that cause it.

        Parameters
        ----------
        disagreement : Disagreement
            Of `disagreements`; one at several times has one explanation, of any time and by all claims.
        """
        from sahel_kg.builds.disputes import explain_number
        from sahel_kg.findings.disagreement import Disagreement

        want(disagreement, Disagreement, "a contradiction or tension, as disagreements() gives them")
        return explain_number(self, disagreement.kind, disagreement.number)

    @hands_on(NetworkChoice.__annotations__, *TOLD)
    def render(self, actor: Who | None = None, **choice: Unpack[NetworkChoice]) -> str:
        """Return the relationship graph as a page: a text to write to a file, which a notebook shows.

        Parameters
        ----------
        actor : str, optional
            Name, CURIE or IRI: only this actor, those that it has ties with, and the ties among them.
        **choice
            As for `network`; denied ties are drawn as well, unless ``statuses`` says otherwise.

            {keywords}
        """
        drawing = import_module("sahel_kg.views.pages.relationship_graph.drawing")  # pages stand above builds
        from sahel_kg.ties.choice import STATUSES, choose

        said: NetworkChoice = {"statuses": STATUSES, **choice}
        return drawing.show_graph(self, actor, choose(self, **said))  # type: ignore[no-any-return]

    @hands_on(NetworkChoice.__annotations__, *TOLD)
    def network(self, **choice: Unpack[NetworkChoice]) -> TieNetwork:
        """Return the actors and their ties as a networkx graph: see `sahel_kg.ties.network.take`.

        Parameters
        ----------
        **choice
            Which ties and actors count.

            {keywords}
        """
        from sahel_kg.ties import network

        return network.take(self, network.choose(self, **choice))


_OPENED: Recent[Build] = Recent(4)


def load(path: str | Path | None = None) -> Build:
    """Open a build: the folder given, else ``$SAHEL_KG_BUILD``, else ``build/`` of the project.

    Its files are read and held against their hashes each time; if they are those of a build that this process has
    opened a short while ago, that one is returned.

    Raises
    ------
    UsageError
        If there is none.
    """
    want(path, (str, Path, type(None)), "the folder of a build")
    folder = build_folder(path)
    files, closure = read_build(folder)
    return _OPENED.get((folder, files["manifest.json"], closure.state), lambda: Build(folder, (files, closure)))


def _reopen(path: Path, manifest: dict[str, Any], evidence: Evidence, when: When) -> Build:
    """Open a build that was pickled."""
    build = load(path)
    if build.manifest != manifest:
        raise SahelError(f"the build in {shown(path)} was made anew since it was pickled: load it instead")
    return build.admitting(evidence).at(when)
