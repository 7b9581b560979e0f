"""The rounds of a closure: what is new follows from what was new in the round before, until nothing is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sahel_kg.reasoning.engines.duckdb.equality import Merger
from sahel_kg.reasoning.engines.duckdb.keys import FEW_FACTS, count_keys, list_keys
from sahel_kg.reasoning.engines.duckdb.limits import Watch
from sahel_kg.reasoning.engines.duckdb.transitivity import MOST_NODES, Block, Reach, select_pairs
from sahel_kg.reasoning.language import OWL, RDF
from sahel_kg.reasoning.relational.lists import make_lists
from sahel_kg.reasoning.relational.sql import Body, Key, Select, key, needs, render
from sahel_kg.reasoning.relational.tables import Tables
from sahel_kg.reasoning.rules.program import LITERAL_RELATIONS, Clause, is_schema, variables
from sahel_kg.reasoning.rules.statements import Variable
from sahel_kg.reasoning.witnesses import Witness

LARGEST_DOMAIN = 40
"""Ids that a query names one by one."""


@dataclass
class _Stage:
    """Queries that run together."""

    whole: list[Select] = field(default_factory=list)
    steps: list[Select] = field(default_factory=list)


class Rounds:
    """Runs clauses over tables.

    Parameters
    ----------
    tables : Tables
    clauses : sequence of Clause
        Those with a head and those without.
    watch : Watch
    is_merging : bool
        Whether equality is done by representatives; else by its rules.
    start : int
        The last round of a closure that is continued.
    """

    def __init__(
        self, tables: Tables, clauses: Sequence[Clause], watch: Watch, *, is_merging: bool, start: int = 0
    ) -> None:
        self.tables = tables
        self.limits = watch.limits
        self._watch = watch
        self.round = start
        self.has_merged = False
        self.capped: set[str] = set()
        self._checks = [clause for clause in clauses if not clause.head]
        self._ids = tables.id_of
        self.merger = Merger(tables, tables.constants) if is_merging else None
        self._type = self._ids(RDF.type)
        self._keys: set[Key] = set()
        self._fresh: set[Key] = set()
        """What patterns can match in the delta."""
        self._facts = self._new = 0
        self._is_small: bool | None = None
        self._patterns = {
            known
            for clause in clauses
            for atom in (*clause.atoms, *(atom for every in clause.every for atom in every.atoms))
            if is_schema(atom) and (known := key(atom, self._ids))
        }
        self._closed: dict[int, int] = {}
        self._inferring = [clause for clause in clauses if clause.head]
        self._is_rendered = False

    def _render(self) -> None:
        """Make the queries of all clauses, for the lists as they stand."""
        self._is_rendered = True
        self._transitive: list[tuple[Clause, Sequence[Select], Sequence[Select]]] = []
        self._schema, self._links, self._rest, self._guarded = _Stage(), _Stage(), _Stage(), _Stage()
        columns: dict[tuple[str, int], str] = {}
        for clause in self._inferring:
            self._watch.check_time()
            domains = self._list_domains(clause, columns)
            whole, steps = render(clause, self._ids, is_merging=self.merger is not None, domains=domains)
            if clause.transitive is not None:
                self._transitive.append((clause, whole, steps))
            else:
                stage = self._choose_stage(clause)
                stage.whole += whole
                stage.steps += steps

    def _choose_stage(self, clause: Clause) -> _Stage:
        if clause.guards:
            return self._guarded
        if all(map(is_schema, clause.atoms)) and not clause.rows:
            return self._schema
        if not any(t[1] == RDF.type and not is_schema(t) for t in (*clause.atoms, *clause.head)):
            return self._links
        return self._rest

    def _list_domains(self, clause: Clause, columns: dict[tuple[str, int], str]) -> dict[str, str]:
        """Return what the lists of a clause let its variables be, where that is little: few facts need be read then.

        Columns of the tables of lists that were looked at are kept in `columns`; "" if there is much in them.
        """
        domains: dict[str, str] = {}
        for row in clause.rows:
            if row.table in LITERAL_RELATIONS.values():
                continue
            for place, term in enumerate(row.terms[1:], 1):
                if (row.table, place) not in columns:
                    column, table = (f"m{place}", row.table) if row.table.startswith("list") else ("m", "cell")
                    sql = f"SELECT DISTINCT {column} FROM {table} ORDER BY 1 LIMIT {LARGEST_DOMAIN + 1}"
                    values = [value for (value,) in self.tables.rows(sql)]
                    columns[row.table, place] = _listed(values) if len(values) <= LARGEST_DOMAIN else ""
                if columns[row.table, place]:
                    domains[term] = columns[row.table, place]
        return domains

    def enter(self, entry: int) -> None:
        """Let what was given as entering in a round become facts, and close.

        Parameters
        ----------
        entry : int
            A round after all others.
        """
        if not self._is_rendered:
            self._render()
        tables = self.tables
        axioms = "" if entry else " UNION ALL SELECT s, p, o FROM axiom"
        distinct = "" if not entry and self._has_plain_facts() else "DISTINCT "
        candidates = f"SELECT {distinct}s, p, v AS o FROM (SELECT s, p, v FROM given WHERE entry = {entry}{axioms}) g"
        if self.merger and not self.merger.is_idle:
            candidates = f"""
                SELECT * FROM (SELECT DISTINCT coalesce(a.representative, g.s) AS s,
                    coalesce(b.representative, g.p) AS p, coalesce(c.representative, g.o) AS o
                FROM ({candidates}) g LEFT JOIN rep a ON a.term = g.s LEFT JOIN rep b ON b.term = g.p
                    LEFT JOIN rep c ON c.term = g.o) n
                WHERE NOT (p = {self.merger.same} AND s = o AND s IN (SELECT representative FROM rep))"""
        self._keys = list_keys(self.tables, "fact") if entry else set()
        self._facts = tables.number("SELECT count(*) FROM fact") if self._keys else 0
        self._choose_planning()
        is_first = not self._keys
        self.round = entry
        self._make_delta(candidates)
        self._publish()
        is_whole = self._settle()
        if is_first:
            is_whole = self._go_ahead()
        self._saturate(is_whole=is_whole, since=-1 if is_first or is_whole else entry - 1)

    def take(self, rounds: Mapping[tuple[int, int, int], int]) -> None:
        """Let facts that were closed already, each with its round, be all there is."""
        columns = [[fact[place] for fact in rounds] for place in range(3)]
        cells = ", ".join(f"unnest(${n}::INTEGER[])" for n in range(1, 5))
        self.tables.execute(f"INSERT INTO fact SELECT {cells}", [*columns, list(rounds.values())])
        self._facts, self.round = len(rounds), max(rounds.values(), default=0)
        self._keys = list_keys(self.tables, "fact")
        self._copy_schema(self._keys, "fact")
        self._choose_planning()

    def _has_plain_facts(self) -> bool:
        """Tell whether what was given has each fact once: no graphs, axioms or spellings that could repeat one."""
        tables = self.tables
        repeats = "SELECT (SELECT count(g) FROM given) + (SELECT count(*) FROM axiom) + (SELECT count(*) FROM term "
        return not tables.number(repeats + "WHERE id <> value AND is_used)")

    def _go_ahead(self) -> bool:
        """Run first what others wait for: OWL's own terms, then what joins things, last what classes they belong to.

        Classes follow from nearly every fact: looked at once, with all facts there, they come in few rounds.

        Returns
        -------
        bool
            Whether lists have changed since: then all rules have to look at everything.
        """
        if self._close(self._schema, self._schema.steps, only_schema=True):
            return True
        if self._close(self._links, [*self._schema.steps, *self._links.steps]):
            return True
        self._step(self._rest.whole, is_whole=True, transitive=False)
        return self._settle()

    def _close(self, stage: _Stage, steps: list[Select], *, only_schema: bool = False) -> bool:
        """Run a stage on all facts, then until nothing is new; tell whether lists have changed."""
        fresh = self._step(stage.whole, is_whole=True, only_schema=only_schema)
        while fresh:
            if self._settle():
                return True
            fresh = self._step(steps, only_schema=only_schema)
        return False

    def _saturate(self, *, is_whole: bool, since: int) -> None:
        """Run all but the guarded rules until nothing is new, then those; again until nothing is new at all."""
        while True:
            stages = (self._schema, self._links, self._rest)
            selects = [select for stage in stages for select in (stage.whole if is_whole else stage.steps)]
            if self._step(selects, is_whole=is_whole):
                is_whole = self._settle()
                continue
            if not self._guarded.steps:
                return
            self._gather(since)
            since = self.round
            if not self._step(self._guarded.steps, transitive=False):
                return
            is_whole = self._settle()

    # one round

    def _step(
        self, selects: Iterable[Select], *, is_whole: bool = False, transitive: bool = True, only_schema: bool = False
    ) -> bool:
        """Run what can fire; tell whether anything is new."""
        self._watch.check_time()
        triggers = None if is_whole else self._fresh
        chosen = [
            select.sql
            for select in selects
            if select.needs <= self._keys and (triggers is None or _fires(select.trigger, triggers))
        ]
        sparse, blocks = self._close_transitive(triggers, only_schema) if transitive else ([], [])
        chosen += sparse
        if not chosen and not blocks:
            self._clear()
            return False
        self.round += 1
        with select_pairs(self.tables.connection, blocks) as pairs:
            self._make_delta(" UNION ALL ".join(dict.fromkeys([*chosen, *pairs])))
        return self._publish()

    def _clear(self) -> None:
        """Let nothing be new."""
        if self._fresh:
            self.tables.execute("CREATE OR REPLACE TEMP TABLE delta AS SELECT s, p, o FROM fact LIMIT 0")
        self._fresh = set()

    def _make_delta(self, candidates: str) -> None:
        """Let what is new among candidates, which may read the delta, be the delta."""
        if not self._keys:
            self._new = self.tables.number(f"CREATE OR REPLACE TEMP TABLE delta AS {candidates}")
        else:
            self._new = self.tables.number(f"""
                CREATE OR REPLACE TEMP TABLE delta AS
                SELECT DISTINCT c.s, c.p, c.o FROM ({candidates}) c
                ANTI JOIN fact f ON f.s = c.s AND f.p = c.p AND f.o = c.o""")

    def _publish(self) -> bool:
        """Let the delta be facts of this round; tell whether there are any."""
        counts = count_keys(self.tables, "delta", self._new)
        self._fresh = set(counts)
        self._facts += sum(count for (_, obj), count in counts.items() if obj is None)
        self._watch.reached = f"round {self.round}, {self._facts:,} facts"
        if self._facts > self.limits.facts:
            raise self._watch.stop(f"the limit of {self.limits.facts:,} facts is reached")
        self._choose_planning()
        if not counts:
            return False
        self.tables.execute(f"INSERT INTO fact SELECT s, p, o, {self.round} FROM delta")
        self._copy_schema(self._fresh)
        self._keys |= self._fresh
        return True

    def _choose_planning(self) -> None:
        """Let DuckDB look for an order of joins where there is much to join; for little, the queries have one."""
        is_small = self._facts <= FEW_FACTS
        if is_small != self._is_small:
            self.tables.execute(f"SET disabled_optimizers = '{'join_order' if is_small else ''}'")
        self._is_small = is_small

    def _copy_schema(self, keys: set[Key], source: str = "delta") -> None:
        """Copy what is said in OWL's own terms; `keys` tell what there is to match."""
        by_predicate = sorted({p for p, o in self._patterns if p != self._type and (p, None) in keys})
        classes = sorted(o for p, o in self._patterns & keys if p == self._type and o is not None)
        if by_predicate or classes:
            self.tables.execute(
                f"INSERT INTO schema SELECT s, p, o FROM {source} WHERE p IN ({_listed(by_predicate)}) "
                f"OR (p = {self._type} AND o IN ({_listed(classes)}))"
            )

    def _settle(self) -> bool:
        """Merge what the delta says is the same; tell whether lists have changed with it."""
        if self.merger is None or (self.merger.same, None) not in self._fresh:
            return False
        if not self.merger.merge(self.round + 1):
            return False
        self.round += 1
        self.has_merged = True
        self._closed.clear()
        tables = self.tables
        self._facts = tables.number("SELECT count(*) FROM fact")
        self._fresh = list_keys(tables, "delta")
        self._keys |= self._fresh
        tables.execute("DELETE FROM schema")
        self._copy_schema(self._keys, "fact")
        touches = (
            "SELECT count(*) FROM item i JOIN rep r ON r.term = i.list OR r.term = i.term "
            "WHERE r.representative IN (SELECT representative FROM changed)"
        )
        if tables.number(touches):
            make_lists(tables)
            self._render()
            return True
        return False

    def _gather(self, since: int) -> None:
        """Make the facts since a round the delta."""
        self.tables.execute(f"CREATE OR REPLACE TEMP TABLE delta AS SELECT s, p, o FROM fact WHERE round > {since}")
        self._fresh = list_keys(self.tables, "delta")

    # transitive properties

    def _close_transitive(self, triggers: set[Key] | None, only_schema: bool) -> tuple[list[str], list[Block]]:
        """Return queries for the properties that are too large to close, and what others join."""
        blocks: list[Block] = []
        chosen: list[str] = []
        queries: dict[int, list[str]] = {}
        for clause, whole, steps in self._transitive:
            for predicate in self._find_transitive(clause, triggers, only_schema):
                queries.setdefault(predicate, []).extend(each.sql for each in (whole if triggers is None else steps))
        edges = f"SELECT p, list(s), list(o) FROM fact WHERE p IN ({_listed(queries)}) GROUP BY p ORDER BY p"
        for predicate, starts, ends in self.tables.rows(edges) if queries else ():
            if self._closed.get(predicate) == len(starts):
                continue  # nothing has come since it was closed
            reach = Reach(starts, ends)
            if len(reach.nodes) > MOST_NODES:
                chosen += [f"SELECT s, p, o FROM ({sql}) t WHERE p = {predicate}" for sql in queries[predicate]]
                continue
            count = reach.count()
            if count > self.limits.facts:
                name = self.tables.term_of(predicate)
                raise self._watch.stop(
                    f"{name} is transitive and would join {count:,} pairs by a long chain or a circle"
                )
            self._closed[predicate] = count
            blocks += [(predicate, *block) for block in reach.blocks()]
        return chosen, blocks

    def _find_transitive(self, clause: Clause, triggers: set[Key] | None, only_schema: bool) -> list[int]:
        link = clause.transitive
        assert link is not None
        if not isinstance(link, Variable):
            ident = self._ids(link)
            return [ident] if (ident, None) in (self._keys if triggers is None else triggers) else []
        marker = (self._type, self._ids(OWL.TransitiveProperty))
        if only_schema or marker not in self._keys:
            return []
        named = [
            row[0]
            for row in self.tables.rows(
                f"SELECT DISTINCT s FROM schema WHERE p = {marker[0]} AND o = {marker[1]} ORDER BY s"
            )
        ]
        if triggers is None or marker in triggers:
            return named
        return [each for each in named if (each, None) in triggers]

    # findings

    def find(self, since: int | None) -> list[Witness[int]]:
        """Return the matches of rules whose head is false.

        Parameters
        ----------
        since : int, optional
            Look only at what holds by a fact of a later round; None: at everything.
        """
        found: list[Witness[int]] = []
        self._keys = self._keys or list_keys(self.tables, "fact")
        if since is not None:
            self._gather(since)
            triggers = self._fresh
        for clause in self._checks:
            self._watch.check_time()
            if not needs(clause, self._ids) <= self._keys or any(row.table in self.tables.empty for row in clause.rows):
                continue
            if since is None or clause.long_lists:
                found += self._match(clause, {})
                continue
            for place, atom in enumerate(clause.atoms):
                if _fires(key(atom, self._ids), triggers):
                    found += self._match(clause, {place: "delta"})
        return found

    def _match(self, clause: Clause, sources: dict[int, str]) -> Iterator[Witness[int]]:
        body = Body(clause, self._ids, sources)
        names = sorted(variables(clause.atoms) | variables(row.terms for row in clause.rows))
        columns = ", ".join(f"{body.value(name)} AS v{number}" for number, name in enumerate(names)) or "1 AS v0"
        # one more than allowed tells that there are more
        rows = self.tables.rows(f"SELECT DISTINCT {columns} {body} ORDER BY ALL LIMIT {self.limits.findings + 1}")
        if len(rows) > self.limits.findings:
            self.capped.add(clause.rule.name)
        for row in rows[: self.limits.findings]:
            binding = dict(zip(names, row, strict=False))
            facts = tuple(
                tuple(binding[term] if isinstance(term, Variable) else self._ids(term) for term in atom)
                for atom in clause.atoms
            )
            yield Witness(clause, facts, tuple(sorted(binding.items())))  # type: ignore[arg-type]


def _fires(trigger: Key | None, triggers: set[Key]) -> bool:
    return trigger in triggers if trigger else bool(triggers)


def _listed(idents: Iterable[int]) -> str:
    return ", ".join(map(str, idents)) or "NULL"
