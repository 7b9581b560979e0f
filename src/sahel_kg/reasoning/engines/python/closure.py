"""The closure of a small graph: facts and findings at once; what else is asked, DuckDB answers from the same data."""

from __future__ import annotations

import gc
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from functools import cached_property
from itertools import islice, product
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from sahel_kg.errors import UsageError
from sahel_kg.reasoning.closure import Closure
from sahel_kg.reasoning.derivations import Derivations
from sahel_kg.reasoning.engines import Options
from sahel_kg.reasoning.engines.python.findings import TextDescriber, find
from sahel_kg.reasoning.evaluation.closing import MOST_GIVEN, MOST_WORK, WORK_OF_EACH, close_facts
from sahel_kg.reasoning.evaluation.data import Data, is_among
from sahel_kg.reasoning.evaluation.facts import (
    Elements,
    Grouping,
    Key,
    count,
    find_terms,
    has_none,
    list_facts,
    select,
    sort_out,
)
from sahel_kg.reasoning.evaluation.given import GroupedFacts, join, sort_lines, sort_rows
from sahel_kg.reasoning.evaluation.patterns import SAME, Fact, TooMuchError
from sahel_kg.reasoning.findings import Finding, sort_findings
from sahel_kg.reasoning.inputs import Source, is_graph, is_paths, list_paths, list_quads
from sahel_kg.reasoning.proofs import MOST_OF_A_RULE, Justification, NearMiss, Proof
from sahel_kg.reasoning.reading import QuadRow, TextFile
from sahel_kg.reasoning.rules.in_force import refuse_literal_relations
from sahel_kg.reasoning.rules.profiles import RuleSet
from sahel_kg.reasoning.rules.restatements import may_restate_text, restates_text

if TYPE_CHECKING:
    from rdflib.term import Node

    from sahel_kg.reasoning.engines.duckdb.engine import DuckDBClosure
    from sahel_kg.reasoning.terms import Triple

MOST_BYTES = 30_000_000
"""Of files, unpacked."""


def materialise(given: Source, rules: RuleSet, options: Options) -> Closure:
    """Return the closure of facts under rules, in plain Python if they are few, else by DuckDB.

    See `sahel_kg.reasoning.close`.
    """
    with _without_collector():
        found = None if _asks_for_tables(options) else _read(given)
        if found is not None:
            with suppress(TooMuchError):
                return PythonClosure(found, rules, options)
    # read once more: DuckDB takes files sooner than rows of Python's
    from sahel_kg.reasoning.engines.duckdb import engine

    return engine.materialise(given, rules, options)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Let Python not look for circles of objects, of which there are none, each time that there are more facts."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():
                # what was made counts as old, or all of it would be gone through as soon as there is one object more
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _asks_for_tables(options: Options) -> bool:
    """Tell whether something is asked that only tables have: a place on disk, limits while it runs."""
    wanted = (options.database, options.memory_limit, options.limit_time)
    return any(each is not None for each in wanted) or not options.merging


def _read(source: Source) -> GroupedFacts | None:
    """Return what is given if it is little."""
    if is_graph(source):
        from sahel_kg.terms import to_text

        return _take_few(
            (to_text(s), to_text(p), to_text(o), "" if g is None else to_text(g)) for s, p, o, g in list_quads(source)
        )
    if not is_paths(source):
        return None
    paths = list(map(Path, list_paths(source)))
    if not _are_small(paths):
        return None
    found = list(map(_read_file, paths))
    few = [given for given in found if given is not None]
    given = join(few) if len(few) == len(paths) else None
    return given if given is not None and count(given.parts) <= MOST_GIVEN else None


def _read_file(path: Path) -> GroupedFacts | None:
    file = TextFile(path)
    lines = file.lines()
    if lines is not None and len(lines) > MOST_GIVEN:
        return None
    given = sort_lines(lines) if lines is not None else None
    return _take_few(file.rows()) if given is None else given


def _take_few(rows: Iterable[QuadRow]) -> GroupedFacts | None:
    found = list(islice(rows, MOST_GIVEN + 1))
    return sort_rows(found) if len(found) <= MOST_GIVEN else None


def _are_small(paths: Iterable[Path]) -> bool:
    try:
        # what is packed is text of which little is left
        return sum(path.stat().st_size * (20 if path.suffix == ".gz" else 1) for path in paths) <= MOST_BYTES
    except OSError:
        return False


class PythonClosure(Closure):
    """A closure that holds facts as texts.

    Parameters
    ----------
    given : GroupedFacts
    rules : RuleSet
    options : Options

    Raises
    ------
    TooMuchError
        There is too much to do.
    """

    engine = "python"

    def __init__(self, given: GroupedFacts, rules: RuleSet, options: Options) -> None:
        refuse_literal_relations(rules)
        self._all, self._ruleset, self._options = given, rules, options
        self.rules = rules.names
        self._data = data = Data(given, rules)
        self._evaluation, notes = close_facts(data, is_merging=data.can_merge)
        evaluation = self._evaluation
        self._witnesses = find(evaluation, data.relate(evaluation.facts.parts), options.limit_findings)
        self.notes = data.note(notes, {term: evaluation.rename(term) for term in evaluation.parents})
        self._names = self._list_names()
        self._inferred = self._list_inferred()
        self._size = data.size + count(self._inferred)
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

    def _list_inferred(self) -> Grouping:
        """Return what was not given but follows, by all names and, in the full profile, in all spellings."""
        data = self._data
        inferred: Grouping = {}
        facts = self._expand()
        if data.is_full and data.can_merge:
            named = find_names(facts)
            facts[SAME, None] = facts.get((SAME, None), set()) | {(name, name) for name in named}
        for key, part in facts.items():
            if key[0][0] != "<":
                continue
            if data.is_full:
                spelt = self._spell_out(key, part)
            else:
                spelt = iter([self._spell(key, leave_out(key, part.difference(data.facts.get(key, ()))))])
            inferred.update((key, found) for key, new in spelt if (found := keep_rdf(key, new, data.literals)))
        return inferred

    def _spell(self, key: Key, part: Elements) -> tuple[Key, Elements]:
        """Return a part with the first spelling of each value."""
        (p, kind), spell = key, self._data.spell
        if kind is not None:
            return (p, spell(kind)), part
        respelt = self._data.respelt
        if not has_none(part, 1, respelt):
            part = {(s, spell(o)) for s, o in part}
        return key, part

    def _spell_out(self, key: Key, part: Elements) -> Iterator[tuple[Key, Elements]]:
        """Yield a part with all spellings of each value, but what was given so."""
        (p, kind), given, spellings = key, self._data.given, self._data.spellings
        if kind is None:
            part = {(s, text) for s, o in part for text in spellings.get(o, [o])}
            yield key, part.difference(given.get(key, ()))
        else:
            for text in spellings.get(kind, [kind]):
                yield (p, text), part.difference(given.get((p, text), ()))

    def _expand(self) -> Grouping:
        """Return all facts by all names."""
        names, most = self._names, MOST_WORK + WORK_OF_EACH * self._data.size
        facts = {key: part for key, part in self._evaluation.facts.parts.items() if part}
        more: list[Fact] = []
        for key, part in facts.items() if names else ():
            named = find_terms(key, part, names.keys())
            facts[key] = part - named
            for s, p, o in list_facts(key, named):
                every = names.get(s, [s]), names.get(p, [p]), names.get(o, [o])
                if len(more) + prod(map(len, every)) > most:
                    raise TooMuchError
                more += product(*every)
        more += ((one, SAME, other) for each in names.values() for one in each for other in each if one != other)
        for key, part in sort_out(more).items():
            facts[key] = facts.get(key, set()) | part
        if count(facts) > most:
            raise TooMuchError
        return facts

    def __repr__(self) -> str:
        return f"<Closure by python: {self._data.size} given, {self.count_inferred()} inferred>"

    def __len__(self) -> int:
        return self._size

    def count_inferred(self) -> int:
        return count(self._inferred)

    def __contains__(self, fact: object) -> bool:
        from sahel_kg.reasoning.terms import is_rdf
        from sahel_kg.terms import to_text

        if not isinstance(fact, tuple) or len(fact) != 3 or not is_rdf(fact):
            return False
        s, p, o = (self._data.find(to_text(term)) for term in fact)
        return is_among((s, p, o), self._data.facts) or is_among((s, p, self._data.spell(o)), self._inferred)

    def given(self) -> Iterator[Triple]:
        return iter(self._given)

    def inferred(self) -> Iterator[Triple]:
        return iter(self._followed)

    def facts(self) -> Iterator[Triple]:
        from sahel_kg.reasoning.terms import rank_triple

        return iter(sorted([*self._given, *self._followed], key=rank_triple))

    @cached_property
    def _given(self) -> list[Triple]:
        return self._list_triples(self._data.given)

    @cached_property
    def _followed(self) -> list[Triple]:
        return self._list_triples(self._inferred)

    def _list_triples(self, parts: Grouping) -> list[Triple]:
        from sahel_kg.reasoning.terms import rank_triple

        facts = (fact for key, part in parts.items() for fact in list_facts(key, part))
        return sorted(map(self._data.triple, facts), key=rank_triple)

    def write(self, *, inferred_only: bool = False, in_order: bool = True) -> Iterator[str]:
        every = [self._inferred] if inferred_only else [self._data.given, self._inferred]
        parts = [(key, part) for each in every for key, part in each.items()]
        lines = (f"{s} {p} {o} .\n" for key, part in parts for s, p, o in list_facts(key, part))
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
        from sahel_kg.reasoning.engines.duckdb.engine import close_quads

        return close_quads(self._all.list_rows(), self._ruleset, self._options)

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
        if more is None or count(more.parts) + self._data.size > MOST_GIVEN:
            return self.tables.add(graph)
        try:
            return PythonClosure(join([self._all, more]), self._ruleset, self._options)
        except TooMuchError:
            return self.tables.add(graph)

    def close(self) -> None:
        if "_tables" in self.__dict__:
            self._tables.close()
        super().close()

    def __reduce__(self) -> NoReturn:
        raise UsageError("a closure cannot be pickled: keep it in a file (database=...) and open it there")


def leave_out(key: Key, part: Elements) -> Elements:
    """Return a part without what only restates."""
    if not may_restate_text(*key):
        return part
    facts = zip(part, list_facts(key, part), strict=True)
    return {element for element, fact in facts if not restates_text(*fact)}


def keep_rdf(key: Key, part: Elements, literals: AbstractSet[str]) -> Elements:
    """Return a part without what says something of a literal."""
    if key[1] is None:
        return part.difference(select(part, 0, literals))
    return part - literals


def find_names(parts: Grouping) -> set[str]:
    """Return all terms of facts that are no literals."""
    terms = {term for key in parts for term in key if term}
    for (_, kind), part in parts.items():
        terms.update(part if kind else (term for pair in part for term in pair))
    return {term for term in terms if term[0] != '"'}
