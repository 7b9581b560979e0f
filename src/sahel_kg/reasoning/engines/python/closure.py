"""The closure of a small graph: facts and findings at once; what else is asked, DuckDB answers from the same data."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from rdflib import Graph
from rdflib.term import Node

from sahel_kg.errors import UsageError
from sahel_kg.reasoning.closure import Closure
from sahel_kg.reasoning.derivations import Derivations
from sahel_kg.reasoning.engines import Options
from sahel_kg.reasoning.engines.python.findings import TextDescriber, find
from sahel_kg.reasoning.evaluation.closing import MOST_GIVEN, MOST_WORK, close_facts
from sahel_kg.reasoning.evaluation.data import Data
from sahel_kg.reasoning.evaluation.patterns import SAME, Fact, TooMuchError
from sahel_kg.reasoning.findings import Finding, sort_findings
from sahel_kg.reasoning.inputs import Source, is_paths, list_quads
from sahel_kg.reasoning.proofs import MOST_OF_A_RULE, Justification, NearMiss, Proof
from sahel_kg.reasoning.reading import QuadRow, TextFile
from sahel_kg.reasoning.rules.in_force import refuse_literal_relations
from sahel_kg.reasoning.rules.profiles import RuleSet
from sahel_kg.reasoning.rules.restatements import restates_text
from sahel_kg.reasoning.terms import Triple, is_rdf, rank_triple
from sahel_kg.terms import to_text

if TYPE_CHECKING:
    from sahel_kg.reasoning.engines.duckdb.engine import DuckDBClosure

MOST_BYTES = 2_000_000
"""Of files, unpacked."""


def materialise(given: Source, rules: RuleSet, options: Options) -> Closure:
    """Return the closure of facts under rules, in plain Python if they are few, else by DuckDB.

    See `sahel_kg.reasoning.close`.
    """
    quads = None if _asks_for_tables(options) else _read(given)
    if quads is not None:
        try:
            return PythonClosure(quads, rules, options)
        except TooMuchError:
            return _close_in_tables(quads, rules, options)
    from sahel_kg.reasoning.engines.duckdb import engine

    return engine.materialise(given, rules, options)


def _asks_for_tables(options: Options) -> bool:
    """Tell whether something is asked that only tables have: a place on disk, limits while it runs."""
    wanted = (options.database, options.memory_limit, options.limit_time)
    return any(each is not None for each in wanted) or not options.merging


def _read(source: Source) -> list[QuadRow] | None:
    """Return what is given if it is little."""
    if isinstance(source, Graph):
        rows = (
            (to_text(s), to_text(p), to_text(o), "" if g is None else to_text(g)) for s, p, o, g in list_quads(source)
        )
    elif is_paths(source):
        paths = [
            Path(path) for path in ([source] if isinstance(source, str) or not isinstance(source, Sequence) else source)
        ]
        if not _are_small(paths):
            return None
        rows = (row for path in paths for row in TextFile(path).rows())
    else:
        return None
    found = list(islice(rows, MOST_GIVEN + 1))
    return found if len(found) <= MOST_GIVEN else None


def _are_small(paths: Iterable[Path]) -> bool:
    try:
        # what is packed is text of which little is left
        return sum(path.stat().st_size * (20 if path.suffix == ".gz" else 1) for path in paths) <= MOST_BYTES
    except OSError:
        return False


def _close_in_tables(quads: Iterable[QuadRow], rules: RuleSet, options: Options) -> DuckDBClosure:
    from sahel_kg.reasoning.engines.duckdb import engine

    return engine.close_quads(quads, rules, options)


class PythonClosure(Closure):
    """A closure that holds facts as texts.

    Parameters
    ----------
    quads : list of QuadRow
    rules : RuleSet
    options : Options

    Raises
    ------
    TooMuchError
        There is too much to do.
    """

    engine = "python"

    def __init__(self, quads: list[QuadRow], rules: RuleSet, options: Options) -> None:
        refuse_literal_relations(rules)
        self._quads, self._ruleset, self._options = quads, rules, options
        self.rules = rules.names
        self._data = data = Data(quads, rules)
        self._evaluation, notes = close_facts(data, is_merging=data.can_merge)
        evaluation = self._evaluation
        self._witnesses = find(evaluation, data.relate(evaluation.facts), options.limit_findings)
        self.notes = data.note(notes, {term: evaluation.rename(term) for term in evaluation.parents})
        self._names = self._list_names()
        self._inferred: dict[Fact, None] = dict.fromkeys(self._list_inferred())
        if options.limit_facts is not None and len(evaluation.facts) + len(self) > options.limit_facts:
            raise TooMuchError  # DuckDB counts and says what is too much
        self._turn = threading.RLock()

    # facts

    def _list_names(self) -> dict[str, list[str]]:
        """Return for each thing that has several names all of them."""
        names: defaultdict[str, list[str]] = defaultdict(list)
        for term in self._evaluation.parents:
            names[self._evaluation.rename(term)].append(term)
        for name, others in names.items():
            others.insert(0, name)
        if sum(len(each) ** 2 for each in names.values()) > MOST_WORK:
            raise TooMuchError
        return dict(names)

    def _list_inferred(self) -> Iterator[Fact]:
        """Yield what was not given but follows, by all names and, in the full profile, in all spellings."""
        data, given = self._data, self._data.given if self._data.is_full else self._data.facts
        left, named = MOST_WORK, set[str]()
        for fact in self._expand():
            left -= 1
            if left < 0:
                raise TooMuchError
            if data.is_full:
                named.update(fact)
            s, p, value = fact
            for o in data.spellings.get(value, [value]) if data.is_full else [value]:
                if (
                    s[0] != '"'
                    and p[0] == "<"
                    and (s, p, o) not in given
                    and (data.is_full or not restates_text(s, p, o))
                ):
                    yield (s, p, o) if data.is_full else (s, p, data.spell(o))
        if data.can_merge:
            yield from ((term, SAME, term) for term in named if term[0] != '"' and (term, SAME, term) not in given)

    def _expand(self) -> Iterator[Fact]:
        """Yield all facts by all names."""
        names = self._names
        if not names:
            yield from self._evaluation.facts
            return
        for s, p, o in self._evaluation.facts:
            if p == SAME and s == o:
                continue
            for one in names.get(s, [s]):
                for other in names.get(p, [p]):
                    yield from ((one, other, third) for third in names.get(o, [o]))
        for each in names.values():
            yield from ((one, SAME, other) for one in each for other in each if one != other)

    def __repr__(self) -> str:
        return f"<Closure by python: {len(self._data.given)} given, {len(self._inferred)} inferred>"

    def __len__(self) -> int:
        return len(self._data.given) + len(self._inferred)

    def count_inferred(self) -> int:
        return len(self._inferred)

    def __contains__(self, fact: object) -> bool:
        if not isinstance(fact, tuple) or len(fact) != 3 or not is_rdf(fact):
            return False
        s, p, o = map(self._data.find, fact)
        return (s, p, o) in self._data.facts or self._data.write((s, p, o)) in self._inferred

    def given(self) -> Iterator[Triple]:
        return iter(self._given)

    def inferred(self) -> Iterator[Triple]:
        return iter(self._followed)

    def facts(self) -> Iterator[Triple]:
        return iter(sorted([*self._given, *self._followed], key=rank_triple))

    @cached_property
    def _given(self) -> list[Triple]:
        return sorted(map(self._data.triple, self._data.given), key=rank_triple)

    @cached_property
    def _followed(self) -> list[Triple]:
        return sorted(map(self._data.triple, self._inferred), key=rank_triple)

    def write(self, *, inferred_only: bool = False, in_order: bool = True) -> Iterator[str]:
        facts = self._inferred if inferred_only else {**self._data.given, **self._inferred}
        lines = (f"{s} {p} {o} .\n" for s, p, o in facts)
        yield "".join(sorted(lines) if in_order else lines)

    # findings

    @cached_property
    def findings(self) -> list[Finding]:
        """Contradictions and tensions, sorted."""
        describer = TextDescriber(self._data, self._evaluation, self._names)
        return sort_findings(map(describer.describe, self._witnesses))

    # what DuckDB answers

    @property
    def tables(self) -> DuckDBClosure:
        """The same closure in tables, which know in which round a fact came; made when it is first asked for."""
        with self._turn:
            return self._tables

    @cached_property
    def _tables(self) -> DuckDBClosure:
        return _close_in_tables(self._quads, self._ruleset, self._options)

    @property
    def is_elsewhere(self) -> bool:
        return "_tables" in self.__dict__ and self._tables.is_elsewhere

    def round(self, fact: Triple) -> int:
        return self.tables.round(fact)

    def explain(self, fact: Triple) -> Proof:
        return self.tables.explain(fact)

    def explain_finding(self, finding: Finding) -> tuple[Proof, ...]:
        return self.tables.explain_finding(finding)

    def justifications(self, fact: Triple) -> Sequence[Justification]:
        return self.tables.justifications(fact)

    def why_not(self, fact: Triple, *, most: int = MOST_OF_A_RULE) -> Sequence[NearMiss]:
        return self.tables.why_not(fact, most=most)

    def causes(self, finding: Finding) -> Sequence[frozenset[Node]]:
        return self.tables.causes(finding)

    def derivations(self) -> Derivations:
        return self.tables.derivations()

    def relation(self, *, inferred_only: bool = False, in_order: bool = False) -> Any:
        """Return the lines of `write` as a result of DuckDB: ``.arrow()``, ``.pl()``, ``.df()`` make tables of it."""
        return self.tables.relation(inferred_only=inferred_only, in_order=in_order)

    def add(self, graph: Source) -> Closure:
        more = _read(graph)
        if more is None or len(more) + len(self._quads) > MOST_GIVEN:
            return self.tables.add(graph)
        try:
            return PythonClosure([*self._quads, *more], self._ruleset, self._options)
        except TooMuchError:
            return self.tables.add(graph)

    def close(self) -> None:
        if "_tables" in self.__dict__:
            self._tables.close()
        super().close()

    def __reduce__(self) -> NoReturn:
        raise UsageError("a closure cannot be pickled: keep it in a file (database=...) and open it there")
