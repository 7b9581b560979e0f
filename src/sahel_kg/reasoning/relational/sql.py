"""Clauses rendered as SQL over three integer columns; no engine's dialect beyond standard joins and windows.

Tables: `fact` holds every fact, `schema` the few of them that speak in the language of OWL, `delta` those of the
last round; `member`, `pair` and `list3` the lists. A literal with a value has a negative id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sahel_kg.reasoning.language import OWL
from sahel_kg.reasoning.rules.program import (
    Atom,
    Clause,
    Every,
    ListReach,
    ListRow,
    Star,
    is_schema,
    list_constants,
    variables,
)
from sahel_kg.reasoning.rules.statements import Variable

Key = tuple[int, int | None]
"""What a pattern fixes: a predicate, and the object if that is fixed too."""

Ids = Callable[[str], int]


@dataclass(frozen=True)
class Select:
    """One query that yields candidates for facts.

    Parameters
    ----------
    sql : str
        Columns s, p, o.
    trigger : Key, optional
        What must be in the delta, if the pattern read from it fixes that.
    needs : frozenset of Key
        What must be among the facts.
    """

    sql: str
    trigger: Key | None
    needs: frozenset[Key]


@dataclass(frozen=True)
class FactTable:
    """Facts that stand already, each with its round.

    Parameters
    ----------
    name : str
        A table, or a query in brackets.
    prefix : str
        Stands before the names of the tables of lists that go with it.
    is_final : bool
        Whether these are all facts: then guards are judged by them, and long lists tell every way to fulfil them.
    """

    name: str
    prefix: str = ""
    is_final: bool = False


class Body:
    """FROM and WHERE of a clause's body.

    Parameters
    ----------
    clause : Clause
    ids : callable
        Gives the id of a constant.
    sources : mapping of int to str
        Tables of single atoms; the others read `schema` or `fact`.
    atoms : sequence of int, optional
        Only these atoms, with the lists but without guards.
    domains : mapping of Variable to str, optional
        The few ids that a variable can have, as SQL.
    facts : FactTable, optional
        What to read instead of `fact` and `schema`; then lists that were counted or followed, as tables e0, e1 ...
        and w0, w1 ..., tell the premises of each member.
    """

    def __init__(
        self,
        clause: Clause,
        ids: Ids,
        sources: Mapping[int, str] | None = None,
        *,
        atoms: Sequence[int] | None = None,
        facts: FactTable | None = None,
        domains: Mapping[str, str] | None = None,
    ) -> None:
        self.columns: dict[str, str] = {}
        self.tables: list[str] = []
        self.conditions: list[str] = []
        self._ids = ids
        self._domains = domains or {}
        self._facts = facts
        self._prefix = facts.prefix if facts else ""
        places = range(len(clause.atoms)) if atoms is None else atoms
        first = min(sources) if sources else None
        rows = dict(enumerate(clause.rows))
        for place in order_atoms(clause.atoms, places, first, list(rows.values())):
            atom = clause.atoms[place]
            table = (sources or {}).get(place) or self._table(atom)
            self._read(table, f"a{place}", ("s", "p", "o"), atom)
            # a list as soon as it is known: few facts fit its members
            for number in [number for number, row in rows.items() if row.terms[0] in self.columns]:
                self._read_list(number, rows.pop(number))
        for number, row in rows.items():
            self._read_list(number, row)
        if atoms is None:
            for number, every in enumerate(clause.every):
                self._count(every, f"e{number}", self._name_lists(every.list, clause))
            for number, way in enumerate(clause.ways):
                self._follow(way, f"w{number}", self._name_lists(way.list, clause))
            for left, right in clause.unequal:
                one, other = self.value(left), self.value(right)
                self.conditions.append(f"{one} < 0 AND {other} < 0 AND {one} <> {other}")
            for left, right in clause.guards:
                self._guard(left, right)
        if "equality" in clause.rule.flags:
            self._spare_values(clause)

    def value(self, term: str) -> str:
        """Return the SQL of a term: a column, or a constant's id."""
        return self.columns[term] if isinstance(term, Variable) else str(self._ids(term))

    def __str__(self) -> str:
        where = f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""
        return f"FROM {', '.join(self.tables)}{where}"

    def _read(self, table: str, alias: str, names: Sequence[str], terms: Sequence[str]) -> None:
        self.tables.append(f"{table} {alias}")
        for name, term in zip(names, terms, strict=True):
            column = f"{alias}.{name}"
            if term in self._domains and alias.startswith("a"):
                self.conditions.append(f"{column} IN ({self._domains[term]})")
            if isinstance(term, Variable) and term not in self.columns:
                self.columns[term] = column
            else:
                self.conditions.append(f"{column} = {self.value(term)}")

    def _read_list(self, number: int, row: ListRow) -> None:
        names = ("l", *(f"m{place}" for place in range(1, len(row.terms))))
        self._read(self._prefix + row.table, f"l{number}", names, row.terms)

    def _table(self, atom: Atom) -> str:
        return self._facts.name if self._facts else ("schema" if is_schema(atom) else "fact")

    def _name_lists(self, head: str, clause: Clause) -> str:
        """Return the condition that a cell `c` is of a list that the atoms speak of: most are data that none reads."""
        conditions = ["true"]
        if not isinstance(head, Variable):
            conditions.append(f"c.l = {self._ids(head)}")
        for s, p, o in clause.atoms:
            if head in (s, o) and not isinstance(p, Variable):
                column = "o" if head == o else "s"
                conditions.append(f"c.l IN (SELECT {column} FROM {self._table((s, p, o))} t WHERE p = {self._ids(p)})")
        return " AND ".join(conditions)

    def _inside(self, every: Every, lists: str) -> Body:
        """Return the body of the members of long lists with what each has to fulfil."""
        inner = Body.__new__(Body)
        inner.columns, inner.tables, inner.conditions = {}, [], []
        inner._ids, inner._domains, inner._facts = self._ids, {}, None
        inner._read(f"{self._prefix}cell", "c", ("m",), (every.member,))
        inner.conditions += [f"c.length > {every.beyond}", lists]
        for place, atom in enumerate(every.atoms):
            inner._read(self._table(atom), f"b{place}", ("s", "p", "o"), atom)
        return inner

    def _count(self, every: Every, alias: str, lists: str) -> None:
        """Join the lists of which each member fulfils the atoms, by counting the members that do."""
        inner = self._inside(every, lists)
        shared = [f"{inner.value(term)} AS k{number}" for number, term in enumerate(every.shared)]
        keys = [f"k{number}" for number in range(len(shared))]
        found, outer = ["c.list", "c.l", "c.length", "c.place", *shared], ["l", *keys]
        if self._facts:
            triples = ", ".join(f"b{place}.s, b{place}.p, b{place}.o" for place in range(len(every.atoms)))
            rounds = [f"b{place}.round" for place in range(len(every.atoms))]
            way = (
                f"list(DISTINCT [{triples}])" if self._facts.is_final else f"min([{' + '.join(rounds)}, {triples}])[2:]"
            )
            found.append(f"{way} AS step")
            found.append(f"min(greatest({', '.join(rounds)}, 0)) AS round")
            outer += ["list(step ORDER BY place) AS premises", "max(round) AS round"]
        grouped = ", ".join(["c.list", "c.l", "c.length", "c.place", *map(inner.value, every.shared)])
        places = f"SELECT {', '.join(found)} {inner} GROUP BY {grouped}"
        by = ", ".join(["list", "l", "length", *keys])
        table = f"(SELECT {', '.join(outer)} FROM ({places}) w GROUP BY {by} HAVING count(*) = length)"
        self._read(table, alias, ("l", *keys), (every.list, *every.shared))

    def _follow(self, way: ListReach, alias: str, lists: str) -> None:
        """Join what long chains join: neighbouring stretches of a chain become one until the whole is one stretch."""
        link, ends = Variable("_link"), (Variable("_x"), Variable("_y"))
        inner = self._inside(Every(way.list, link, ((ends[0], link, ends[1]),), (), way.beyond), lists)
        first = ["c.list", "c.l", "c.length AS parts", "c.place AS part", "b0.s AS x", "b0.o AS y"]
        following = ["a.list", "a.l", "(a.parts + 1) // 2", "a.part // 2", "a.x", "coalesce(b.y, a.y)"]
        found, count = ["l", "x", "y"], len(first)
        if self._facts and self._facts.is_final:
            first.append("[[[b0.s, b0.p, b0.o]]] AS way")
            following.append("list_concat(a.way, b.way)")
            found, count = [*found, "way AS premises"], count + 1
        elif self._facts:  # of several ways that whose latest fact is earliest
            first.append("min([greatest(b0.round, 0), b0.s, b0.p, b0.o]) AS way")
            following.append("min(list_concat([greatest(a.way[1], b.way[1])], a.way[2:], b.way[2:]))")
            found += ["[way[2:]] AS premises", "way[1] AS round"]
        grouped = ", ".join(str(number) for number in range(1, count + 1))
        table = f"""(
            WITH RECURSIVE stretch AS (
                SELECT {", ".join(first)} {inner} GROUP BY {grouped}
                UNION ALL
                SELECT {", ".join(following)} FROM stretch a LEFT JOIN stretch b
                    ON b.list = a.list AND b.part = a.part + 1 AND b.x = a.y
                WHERE a.parts > 1 AND a.part % 2 = 0 AND (b.y IS NOT NULL OR a.part = a.parts - 1)
                GROUP BY {grouped}
            ) SELECT {", ".join(found)} FROM stretch WHERE parts = 1)"""
        self._read(table, alias, ("l", "x", "y"), (way.list, way.start, way.end))

    def _guard(self, left: str, right: str) -> None:
        one, other = self.value(left), self.value(right)
        self.conditions.append(f"{one} <> {other}")
        if self._facts and not self._facts.is_final:
            return  # a proof reads facts as they were, and the rule has asked then
        pairs = f"((e.s = {one} AND e.o = {other}) OR (e.s = {other} AND e.o = {one}))"
        self.conditions.append(f"NOT EXISTS (SELECT 1 FROM fact e WHERE e.p = {self._ids(OWL.sameAs)} AND {pairs})")

    def _spare_values(self, clause: Clause) -> None:
        """Keep literals of different value apart: that they are the same is a contradiction, nothing follows."""
        if len(clause.atoms) > 1:
            for s, p, o in clause.atoms:
                if p == OWL.sameAs and {s, o} <= self.columns.keys():
                    self.conditions.append(f"NOT ({self.value(s)} < 0 AND {self.value(o)} < 0)")


def order_atoms(
    atoms: Sequence[Atom], places: Iterable[int], first: int | None, rows: Sequence[ListRow] = ()
) -> list[int]:
    """Return places so that each atom shares as much as possible with those before it, small ones first.

    Lists are read as soon as they are known, and with them their members.
    """
    left = list(places)
    ordered: list[int] = []
    known: set[Variable] = set()
    while left:
        best = first if first in left else max(left, key=lambda place: _rank(atoms[place], known))
        assert best is not None
        left.remove(best)
        ordered.append(best)
        known |= variables([atoms[best]])
        known |= variables(row.terms for row in rows if row.terms[0] in known)
    return ordered


def _rank(atom: Atom, known: set[Variable]) -> tuple[int, int]:
    bound = sum(not isinstance(term, Variable) or term in known for term in atom)
    return (bound, 1 if is_schema(atom) else 0)


def key(atom: Atom, ids: Ids) -> Key | None:
    """Return what a pattern fixes, or None if its predicate is a variable."""
    _, predicate, obj = atom
    if isinstance(predicate, Variable):
        return None
    return ids(predicate), None if isinstance(obj, Variable) else ids(obj)


def needs(clause: Clause, ids: Ids) -> frozenset[Key]:
    """Return what must be among the facts for a clause to match."""
    inner = (atom for every in clause.every for atom in every.atoms)
    return frozenset(found for found in (key(atom, ids) for atom in (*clause.atoms, *inner)) if found)


def render(
    clause: Clause,
    ids: Ids,
    *,
    is_merging: bool = True,
    domains: Mapping[str, str] | None = None,
) -> tuple[Sequence[Select], Sequence[Select]]:
    """Return the queries of a clause with a head: those of a naive round, and those that start from a delta.

    Parameters
    ----------
    clause : Clause
    ids : callable
    is_merging : bool
        Whether equality is done by representatives: then nothing needs to say that it is the same as itself.
    """
    names = tuple((term, ids(term)) for term in _list_terms(clause))
    return _render(clause, names, is_merging, tuple((domains or {}).items()))


@lru_cache(maxsize=1024)
def _list_terms(clause: Clause) -> tuple[str, ...]:
    """Return the constants that queries of a clause can name."""
    named = [*clause.atoms, *clause.head, *clause.guards, *clause.unequal, *(row.terms for row in clause.rows)]
    constants = (term for terms in named for term in terms if not isinstance(term, Variable))
    return tuple(dict.fromkeys([OWL.sameAs, *constants, *list_constants([clause.rule])]))


@lru_cache(maxsize=4096)
def _render(
    clause: Clause,
    names: tuple[tuple[str, int], ...],
    is_merging: bool,
    listed: tuple[tuple[str, str], ...],
) -> tuple[tuple[Select, ...], tuple[Select, ...]]:
    """Make the queries of a clause: their text hangs on nothing but the arguments, and most closures ask the same."""
    ids, domains = dict(names).__getitem__, dict(listed)
    inner = [atom for every in clause.every for atom in every.atoms]
    needed = needs(clause, ids)
    if clause.star and is_merging:
        star = _StarQueries(clause, clause.star, ids)
        whole = [Select(star.whole(None), None, needed)]
        steps = [Select(star.step(place), key(clause.atoms[place], ids), needed) for place in clause.star.half]
        steps += [Select(star.whole(place), key(clause.atoms[place], ids), needed) for place in clause.star.rest]
        return tuple(whole), tuple(steps)
    whole = [Select(sql, None, needed) for sql in _heads(clause, ids, {}, is_merging, domains)]
    steps = [
        Select(sql, key(atom, ids), needed)
        for place, atom in enumerate(clause.atoms)
        for sql in _heads(clause, ids, {place: "delta"}, is_merging, domains)
    ]
    # a member more may complete a list: all are counted again
    steps += [Select(select.sql, key(atom, ids), needed) for atom in inner for select in whole]
    if clause.ways:
        steps += [Select(select.sql, None, needed) for select in whole]
    return tuple(whole), tuple(steps)


def _heads(
    clause: Clause,
    ids: Ids,
    sources: Mapping[int, str],
    is_merging: bool,
    domains: Mapping[str, str] | None,
) -> Iterator[str]:
    for head in clause.head:
        body = Body(clause, ids, sources, domains=domains)
        s, p, o = map(body.value, head)
        if isinstance(head[1], Variable):
            body.conditions.append(f"{p} > 0")
        if head[1] == OWL.sameAs and is_merging:
            body.conditions.append(f"{s} <> {o}")
        # what the head leaves out makes duplicates, which are best met while they are few
        said = [atom for atom in clause.atoms if not is_schema(atom)]
        distinct = "" if len(said) != 1 or variables(said) <= variables([head]) else "DISTINCT "
        yield f"SELECT {distinct}{s} AS s, {p} AS p, {o} AS o {body}"


class _StarQueries:
    """Queries of a clause that makes things one: each is joined with few of its group, not with all."""

    def __init__(self, clause: Clause, star: Star, ids: Ids) -> None:
        self.clause, self.star, self.ids = clause, star, ids
        self.same = ids(OWL.sameAs)
        half = variables(clause.atoms[place] for place in star.half)
        self.shared = sorted(half - {star.one})

    def whole(self, delta: int | None) -> str:
        """Join each with the least of its group; with a delta atom only in groups that it touches."""
        sources = {} if delta is None else {delta: "delta"}
        body = self._body(sources)
        one = body.value(self.star.one)
        over = f"OVER (PARTITION BY {', '.join(map(body.value, self.shared)) or '1'})"
        least = f"coalesce(min({one}) FILTER ({one} > 0) {over}, min({one}) {over})"
        inner = f"SELECT {one} AS s, {least} AS o {body}"
        return f"SELECT s, {self.same} AS p, o FROM ({inner}) AS w WHERE s <> o"

    def step(self, place: int) -> str:
        """Join each new member of a group with its least and its greatest, so that no group falls apart."""
        new, all_ = self._body({place: "delta"}), self._body({})
        one = all_.value(self.star.one)
        keys = ", ".join(f"{all_.value(each)} AS k{number}" for number, each in enumerate(self.shared))
        grouped = f" GROUP BY {', '.join(map(all_.value, self.shared))}" if self.shared else ""
        keys += ", " if keys else ""
        group = f"SELECT {keys}[min({one}) FILTER ({one} > 0), max({one}), min({one})] AS ends {all_}{grouped}"
        new.tables.append(f"({group}) g")
        new.conditions += [f"g.k{number} = {new.value(each)}" for number, each in enumerate(self.shared)]
        inner = f"SELECT {new.value(self.star.one)} AS s, unnest(g.ends) AS o {new}"
        return f"SELECT s, {self.same} AS p, o FROM ({inner}) AS w WHERE s <> o"

    def _body(self, sources: Mapping[int, str]) -> Body:
        """Return the body less the copies of the half, but with the lists."""
        clause = self.clause
        places = (*self.star.half, *self.star.rest)
        kept = {place: number for number, place in enumerate(places)}
        partial = Clause(clause.rule, tuple(clause.atoms[place] for place in places), clause.rows, (), clause.head)
        return Body(partial, self.ids, {kept[place]: table for place, table in sources.items()})
