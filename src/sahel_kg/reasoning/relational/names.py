"""What terms were called in each round: equalities give things that are the same one name, and facts with it."""

from __future__ import annotations

from collections import defaultdict, deque

from sahel_kg.reasoning.language import OWL
from sahel_kg.reasoning.relational.tables import Tables

IdRow = tuple[int, int, int]


class TermNames:
    """The names of a closure's terms through its rounds.

    Parameters
    ----------
    tables : Tables

    Attributes
    ----------
    same : int
        The id of owl:sameAs.
    links : dict of int to list of (int, int)
        The merges by which each term changed its representative: round and new representative.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.same = tables.id_of(OWL.sameAs)
        self.links = self._read_links()
        self._edges: list[tuple[int, int, int]] | None = None
        self._near: dict[int, defaultdict[int, list[tuple[int, IdRow]]]] = {}

    def _read_links(self) -> dict[int, list[tuple[int, int]]]:
        """Return the merges by which each term changed its representative: round and new representative."""
        direct = {
            term: (round_, target) for term, target, round_ in self.tables.rows("SELECT term, target, round FROM link")
        }
        links: dict[int, list[tuple[int, int]]] = {}
        for term in direct:
            path, current = list[tuple[int, int]](), term
            while current in direct:
                round_, current = direct[current]
                path.append((round_, current))
            links[term] = path
        return links

    def rep(self, ident: int, time: int) -> int:
        """Return a term's representative in a round."""
        for round_, target in self.links.get(ident, ()):
            if round_ > time:
                break
            ident = target
        return ident

    def at(self, row: IdRow, time: int) -> IdRow:
        """Return a row under the representatives of a round."""
        s, p, o = (self.rep(ident, time) for ident in row)
        return s, p, o

    def find_path(self, one: int, other: int, before: int) -> list[IdRow]:
        """Return the equalities, each a fact of an earlier round, that lead from one term to another."""
        if one == other:
            return []
        if one < 0 and other < 0:
            return []
        if self._edges is None:
            self._edges = self.tables.rows(
                f"SELECT s, o, round FROM retired WHERE p = {self.same} AND s <> o "
                f"UNION ALL SELECT s, o, round FROM fact WHERE p = {self.same} AND s <> o ORDER BY ALL"
            )
        if before not in self._near:
            near = self._near[before] = defaultdict(list)
            earlier = [(s, o) for s, o, round_ in sorted(self._edges, key=lambda edge: edge[2]) if round_ < before]
            # first as it was said: turned round it might rest on itself
            for s, o in earlier:
                near[s].append((o, (s, self.same, o)))
            for s, o in earlier:
                near[o].append((s, (s, self.same, o)))
        near = self._near[before]
        came: dict[int, tuple[int, IdRow]] = {}
        queue = deque([one])
        while queue and other not in came:
            node = queue.popleft()
            for following, row in near[node]:
                if following != one and following not in came:
                    came[following] = (node, row)
                    queue.append(following)
        path: list[IdRow] = []
        node = other
        while node != one:
            if node not in came:
                return []
            node, row = came[node]
            path.append(row)
        return path[::-1]
