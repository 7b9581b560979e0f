"""How facts came about, searched for by running the rules backwards over facts of earlier rounds.

All open facts of a round are looked up together, a query for each rule; so a long proof takes as many steps as it
has rounds, not as it has facts. Where an equality renamed facts, the old names are read.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rdflib.term import Node

from sahel_kg.reasoning.relational.lists import make_lists
from sahel_kg.reasoning.relational.names import IdRow, TermNames
from sahel_kg.reasoning.relational.sql import Body, FactTable, Key, key
from sahel_kg.reasoning.relational.tables import Tables
from sahel_kg.reasoning.rules.program import LITERAL_RELATIONS, Atom, Clause
from sahel_kg.reasoning.rules.statements import Variable


@dataclass(frozen=True)
class RowStep:
    """How a row came about."""

    rule: str
    label: str
    premises: tuple[IdRow, ...] = ()
    heads: tuple[int, ...] = ()
    sources: tuple[Node, ...] = ()
    spelling: Node | None = None  # the object as it was given, if spelt otherwise
    old: IdRow | None = None  # the form that an equality renamed
    path: tuple[IdRow, ...] | None = None  # further facts of a transitive property, in order
    unequal: tuple[tuple[int, int], ...] = ()  # values that differ
    alike: tuple[IdRow, ...] = ()  # equalities that the body asks for and that hold as both sides have one name


class Search:
    """Finds a step to each fact in the tables of a closure, and to all that these rest on.

    Parameters
    ----------
    tables : Tables
    clauses : sequence of Clause
    labels : mapping of str to str
        Readings of rules by their names.

    Attributes
    ----------
    steps : dict of row to RowStep
        Those found so far.
    rounds : dict of row to int
        The round since when a row holds, of those asked for so far.
    names : TermNames
        What each term was called in each round.
    """

    def __init__(self, tables: Tables, clauses: Sequence[Clause], labels: Mapping[str, str]) -> None:
        self.tables = tables
        self._labels = labels
        known = self._list_keys()
        self.clauses = [
            clause
            for clause in clauses
            if clause.head and {found for atom in clause.atoms if (found := key(atom, tables.id_of))} <= known
        ]
        self.names = TermNames(tables)
        self._epoch = -1
        self.steps: dict[IdRow, RowStep] = {}
        self.rounds: dict[IdRow, int] = {}

    def _list_keys(self) -> set[Key]:
        """Return the patterns that facts match, now or before they were renamed."""
        tables = self.tables
        rows = tables.rows(f"""
            SELECT DISTINCT p, CASE WHEN o BETWEEN {tables.first_constant} AND {tables.constants} THEN o END
            FROM (SELECT p, o FROM fact UNION ALL SELECT p, o FROM retired) f""")
        return {(p, None) for p, _ in rows} | {(p, o) for p, o in rows if o is not None}

    def label(self, rule: str) -> str:
        """Return the reading of a rule."""
        return self._labels.get(rule, "")

    # what holds

    def hold(self, fact: IdRow) -> tuple[IdRow, int] | None:
        """Return the row by which a fact first holds, and the round since when it does."""
        times = sorted({0, *(time for ident in fact for time, _ in self.names.links.get(ident, ()))})
        best: tuple[IdRow, int] | None = None
        for time in times:
            form = self.names.at(fact, time)
            round_ = self._round_of(form)
            if round_ is not None and (best is None or max(round_, time) < best[1]):
                best = (form, max(round_, time))
        return best

    def _round_of(self, row: IdRow) -> int | None:
        if row not in self.rounds:
            self._look_up([row])
        return self.rounds.get(row)

    def _look_up(self, rows: Iterable[IdRow]) -> None:
        self._set_goals(rows)
        sql = (
            "SELECT s, p, o, min(round) FROM (SELECT s, p, o, round FROM fact "
            "UNION ALL SELECT s, p, o, round FROM retired) f SEMI JOIN goal g USING (s, p, o) GROUP BY s, p, o"
        )
        for s, p, o, round_ in self.tables.rows(sql):
            self.rounds[s, p, o] = round_

    # steps

    def _set_goals(self, rows: Iterable[IdRow]) -> None:
        columns = [list(column) for column in zip(*sorted(set(rows)), strict=True)]
        self.tables.execute(
            "CREATE OR REPLACE TEMP TABLE goal AS SELECT unnest($1::INTEGER[]) AS s, unnest($2::INTEGER[]) AS p, "
            "unnest($3::INTEGER[]) AS o",
            columns,
        )

    def solve(self, rows: Iterable[IdRow]) -> None:
        """Find a step for each row and for all that these rest on, the latest rounds first."""
        pending: defaultdict[int, set[IdRow]] = defaultdict(set)

        def push(more: Iterable[IdRow]) -> None:
            fresh = [row for row in more if row not in self.steps]
            missing = [row for row in fresh if row not in self.rounds]
            if missing:
                self._look_up(missing)
            for row in fresh:
                pending[self.rounds[row]].add(row)

        push(rows)
        while pending:
            round_ = max(pending)
            goals = pending.pop(round_)
            found = self._step(goals, round_)
            self.steps.update(found)
            for row, step in found.items():
                push(step.premises)
                if step.path:
                    push(step.path)
                if step.old:
                    push([step.old])
                    for one, other in zip(step.old, row, strict=True):
                        push(self.names.find_path(one, other, round_))

    def _step(self, goals: set[IdRow], round_: int) -> dict[IdRow, RowStep]:
        """Return a step for each goal of a round, from what was known before."""
        found = self._find_given(goals, round_)
        found |= self._find_axioms(goals - set(found), round_)
        found |= self._find_renamed(goals - set(found), round_)
        left = goals - set(found)
        if left:
            found |= self._find_derived(left, round_)
        left = goals - set(found)
        if left:
            found |= self._find_paths(left, round_)
        assert set(found) == goals, f"no proof of {goals - set(found)} in round {round_}"
        return found

    def _find_given(self, goals: set[IdRow], round_: int) -> dict[IdRow, RowStep]:
        if not goals:
            return {}
        self._set_goals(goals)
        found: dict[IdRow, RowStep] = {}
        sql = (
            "SELECT n.s, n.p, n.v, n.o, list(n.g) FROM given n "
            "SEMI JOIN goal q ON q.s = n.s AND q.p = n.p AND q.o = n.v "
            "GROUP BY ALL ORDER BY n.o DESC"
        )
        for s, p, value, spelt, graphs in self.tables.rows(sql):
            sources = tuple(sorted((self.tables.term_of(g) for g in graphs if g is not None), key=str))
            spelling = self.tables.spelling_of(spelt) if spelt < 0 else None
            found[s, p, value] = RowStep("", "", sources=sources, spelling=spelling)
        if self.names.links and round_:
            # what was given when names had changed already entered under the new ones
            for s, p, value in self.tables.rows(f"SELECT DISTINCT s, p, v FROM given WHERE entry = {round_}"):
                row = self.names.at((s, p, value), round_)
                if row in goals and row not in found and row != (s, p, value):
                    found[row] = RowStep("given-renamed", "", old=(s, p, value))
                    self.rounds.setdefault((s, p, value), round_)
                    self.steps.update(self._find_given({(s, p, value)}, round_))
        return found

    def _find_axioms(self, goals: set[IdRow], round_: int) -> dict[IdRow, RowStep]:
        if not goals or round_:
            return {}
        self._set_goals(goals)
        rows = self.tables.rows(
            "SELECT s, p, o, min(rule) FROM axiom a SEMI JOIN goal g USING (s, p, o) GROUP BY s, p, o"
        )
        return {(s, p, o): RowStep(rule, self.label(rule)) for s, p, o, rule in rows}

    def _find_renamed(self, goals: set[IdRow], round_: int) -> dict[IdRow, RowStep]:
        if not goals or not self.names.links:
            return {}
        self._set_goals(goals)
        sql = (
            "SELECT r.ns, r.np, r.no, min([r.round, r.s, r.p, r.o]) FROM retired r "
            f"SEMI JOIN goal g ON g.s = r.ns AND g.p = r.np AND g.o = r.no WHERE r.until = {round_} GROUP BY 1, 2, 3"
        )
        return {
            (s, p, o): RowStep("renamed", "", old=(old[1], old[2], old[3])) for s, p, o, old in self.tables.rows(sql)
        }

    def _find_derived(self, goals: set[IdRow], round_: int) -> dict[IdRow, RowStep]:
        self._set_goals(goals)
        past = self._past(round_)
        best: dict[IdRow, tuple[tuple[int, ...], RowStep]] = {}
        predicates = {p for _, p, _ in goals}
        for number, clause in enumerate(self.clauses):
            if clause.transitive is not None:
                continue
            for head in clause.head:
                if not isinstance(head[1], Variable) and self.tables.id_of(head[1]) not in predicates:
                    continue
                for row, rank, step in self._match(clause, head, past):
                    if row not in best or (*rank, number) < best[row][0]:
                        best[row] = ((*rank, number), step)
        return {row: step for row, (_, step) in best.items()}

    def _past(self, round_: int) -> str:
        """Return the facts as they stood before a round."""
        rows = f"SELECT s, p, o, round FROM fact WHERE round < {round_}"
        if self.names.links:
            rows += f" UNION ALL SELECT s, p, o, round FROM retired WHERE round < {round_} AND until >= {round_}"
            self._set_epoch(round_)
        return f"({rows})"

    def _set_epoch(self, round_: int) -> None:
        """Let the tables of lists name things as before a round."""
        times = [time for path in self.names.links.values() for time, _ in path if time < round_]
        epoch = max(times, default=0)
        if epoch != self._epoch:
            self._epoch = epoch
            names = {
                term: self.names.rep(term, epoch) for term in self.names.links if self.names.rep(term, epoch) != term
            }
            self.tables.execute(
                "CREATE OR REPLACE TEMP TABLE past_rep AS SELECT unnest($1::INTEGER[]) AS term, "
                "unnest($2::INTEGER[]) AS representative",
                [list(names), list(names.values())],
            )
            make_lists(self.tables, "past_rep", "past_")

    def _match(self, clause: Clause, head: Atom, past: str) -> Iterator[tuple[IdRow, tuple[int, ...], RowStep]]:
        places = range(len(clause.atoms))
        # a star names the least of its group, the proof any two of it: the plain join finds them
        prefix = "past_" if self.names.links else ""
        body = Body(clause, self.tables.id_of, facts=FactTable(past, prefix))
        body.tables.append("goal q")
        body.conditions += [f"{body.value(term)} = q.{column}" for term, column in zip(head, "spo", strict=True)]
        atoms = ", ".join(f"a{place}.s, a{place}.p, a{place}.o" for place in places)
        lists = [
            f"l{number}.l" for number, row in enumerate(clause.rows) if row.table not in LITERAL_RELATIONS.values()
        ]
        long = clause.long_lists
        lists += [f"{name}.l" for name in long]
        rounds = [f"a{place}.round" for place in places] + [f"{name}.round" for name in long]
        rank = f"[{_greatest(rounds)}, {' + '.join(rounds)}]"
        # of the two variables one has taken the other's place
        same = [
            next(str(body.value(term)) for term in pair if not isinstance(term, Variable) or term in body.columns)
            for pair in clause.same
        ]
        unequal = [body.value(term) for pair in clause.unequal for term in pair]
        steps = [f"{name}.premises" for name in long]
        columns = ", ".join(["q.s", "q.p", "q.o", f"{rank} AS rank", atoms, *lists, *steps, *unequal, *same])
        sql = (
            f"SELECT {columns} {body} QUALIFY row_number() OVER (PARTITION BY q.s, q.p, q.o ORDER BY rank, {atoms}) = 1"
        )
        for s, p, o, rank_, *rest in self.tables.rows(sql):
            triples = [tuple(rest[3 * place : 3 * place + 3]) for place in places]
            heads = tuple(self._name_list(cell) for cell in rest[3 * len(triples) :][: len(lists)])
            for flat in (each for steps_ in rest[3 * len(places) + len(lists) :][: len(steps)] for each in steps_):
                triples += [tuple(flat[start : start + 3]) for start in range(0, len(flat), 3)]
            pairs = rest[len(rest) - len(same) - len(unequal) : len(rest) - len(same)]
            step = RowStep(
                clause.rule.name,
                clause.rule.label,
                premises=tuple(dict.fromkeys(triples)),
                heads=heads,
                unequal=tuple(zip(pairs[::2], pairs[1::2], strict=True)),
                alike=tuple((one, self.names.same, one) for one in rest[len(rest) - len(same) :]),
            )
            yield (s, p, o), tuple(rank_), step

    def _name_list(self, head: int) -> int:
        """Return a list's first cell as it was given."""
        if not self.tables.number("SELECT count(*) FROM item WHERE list = $1", [head]):
            for term in self.names.links:
                if self.names.rep(term, self._epoch) == head and self.tables.number(
                    "SELECT count(*) FROM item WHERE list = $1", [term]
                ):
                    return term
        return head

    def _find_paths(self, goals: set[IdRow], round_: int) -> dict[IdRow, RowStep]:
        """Find steps along transitive properties: the shortest way over facts of earlier rounds."""
        found: dict[IdRow, RowStep] = {}
        past = self._past(round_)
        for clause in self.clauses:
            if clause.transitive is None:
                continue
            link = clause.transitive
            for predicate in {p for _, p, _ in goals}:
                if not isinstance(link, Variable) and self.tables.id_of(link) != predicate:
                    continue
                marker: tuple[IdRow, ...] = ()
                if isinstance(link, Variable):
                    (atom,) = (atom for atom in clause.atoms if atom[1] != link)
                    marker = ((predicate, self.tables.id_of(atom[1]), self.tables.id_of(atom[2])),)
                    known = self._round_of(marker[0])
                    if known is None or known >= round_:
                        continue
                mine = {row for row in goals if row[1] == predicate and row not in found}
                edges = self.tables.rows(f"SELECT s, o FROM {past} f WHERE p = {predicate} ORDER BY ALL")
                for row, nodes in _find_ways(edges, mine).items():
                    path = tuple((one, predicate, other) for one, other in pairwise(nodes))
                    found[row] = RowStep(clause.rule.name, clause.rule.label, premises=marker, path=path)
        return found


def _greatest(columns: Sequence[str]) -> str:
    return f"greatest({', '.join(columns)})" if len(columns) > 1 else columns[0]


def _find_ways(edges: Iterable[tuple[int, int]], goals: Iterable[IdRow]) -> dict[IdRow, list[int]]:
    """Return the shortest way, of at least two edges, to each goal that has one."""
    near: defaultdict[int, list[int]] = defaultdict(list)
    for one, other in edges:
        near[one].append(other)
    ways: dict[IdRow, list[int]] = {}
    by_start: defaultdict[int, list[IdRow]] = defaultdict(list)
    for row in goals:
        by_start[row[0]].append(row)
    for start, rows in by_start.items():
        came: dict[int, int] = {}
        queue = deque([start])
        wanted = {row[2] for row in rows}
        while queue and not wanted <= came.keys():
            node = queue.popleft()
            for following in near.get(node, ()):
                if following not in came:
                    came[following] = node
                    queue.append(following)
        for row in rows:
            if row[2] in came:
                nodes = [row[2], came[row[2]]]
                while nodes[-1] != start:
                    nodes.append(came[nodes[-1]])
                ways[row] = nodes[::-1]
    return ways
