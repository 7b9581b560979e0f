"""Standing: how each actor is placed among friends and adversaries.

Degrees and PN centrality take both signs; betweenness and constraint are taken on cooperation alone, since nothing is
passed on along hostility; brokerage roles besides need camps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy import sparse
from scipy.linalg import lapack

from sahel_kg.alliances.division.camps import Camps
from sahel_kg.alliances.network.signed_network import SignedNetwork, want_signed
from sahel_kg.alliances.places import engines
from sahel_kg.alliances.places.brokerage import ROLES, across_camps, count_roles
from sahel_kg.alliances.places.joined import join_friends
from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError, choose_from
from sahel_kg.frames import Grid, Several, Types
from sahel_kg.record.relations import Sign
from sahel_kg.ties.centrality import DIGITS

Values = dict[str, float | None]
FEWEST = 3


@dataclass(frozen=True)
class StandingMeasure:
    """One measure: what it says, where it comes from, whether less of it is more, and how it is computed.

    Who has none of what is `counted` is no better or worse than another without: 0 has no rank.
    """

    name: str
    says: str
    reference: str
    compute: Callable[[SignedNetwork], Values]
    low: bool = False
    counted: bool = False


@refuses_others
def pn_centrality(
    positive: np.ndarray | sparse.sparray,
    negative: np.ndarray | sparse.sparray,
    *,
    direction: str = "undirected",
) -> np.ndarray:
    """Return PN centrality: friends raise it, the more so the higher they stand, and adversaries lower it.

    Parameters
    ----------
    positive, negative : array of shape (n, n), dense or sparse
        Ties from the row to the column, weights from 0 to 1, nothing on the diagonal; symmetric if undirected.
    direction : {"undirected", "in", "out"}
        With direction: by the ties that an actor receives, or by those that it sends.

    Returns
    -------
    numpy.ndarray of shape (n,)
        1 for who has no tie; among 0/1 ties with all friends of each other 2.

    Raises
    ------
    UsageError
        For fewer than three actors, weights that are not between 0 and 1, matrices that are not square, of one shape
        and, undirected, symmetric, or if there is no one solution (all hostile to all, with direction).

    Notes
    -----
    With A = P - 2N and b = 1 / (2n - 2): undirected, x = (I - bA)^-1 1. With direction in = 1 + b A' out and
    out = 1 + b A in, so in = (I - b^2 A'A)^-1 (I + b A') 1 and out likewise with AA' and A: on symmetric ties all three
    are equal. (signnet before version 0.7 inverted the second factor as well, its issue 4; values of "directed" PN
    centrality from it differ.)

    References
    ----------
    Everett and Borgatti (2014), Networks containing negative ties, Social Networks 38, 111-120.

    Examples
    --------
    >>> friends = np.ones((3, 3)) - np.eye(3)
    >>> pn_centrality(friends, 0 * friends).round(6).tolist()
    [2.0, 2.0, 2.0]
    """
    if direction not in ("undirected", "in", "out"):
        raise UsageError(f"no direction '{direction}': {choose_from(direction, ('undirected', 'in', 'out'))}")
    count = _check(positive, negative, symmetric=direction == "undirected")
    ties = (positive - 2 * negative) / (2 * count - 2)
    if direction == "in":
        ties = ties.T
    unit, ones = (sparse.eye_array(count) if sparse.issparse(ties) else np.eye(count)), np.ones(count)
    if direction == "undirected":
        return _solve(unit - ties, ones)
    return _solve(unit - ties @ ties.T, ones + ties @ ones)


def _check(positive: Any, negative: Any, *, symmetric: bool) -> int:
    shape = positive.shape
    if len(shape) != 2 or shape[0] != shape[1] or negative.shape != shape:
        raise UsageError(f"PN centrality: {shape} and {negative.shape}: give two square matrices of one size")
    if shape[0] < FEWEST:
        raise UsageError(f"PN centrality needs {FEWEST} actors, and there are {shape[0]}")
    for matrix in (positive, negative):
        entries = matrix.data if sparse.issparse(matrix) else matrix
        if not (np.all(entries >= 0) and np.all(entries <= 1)):
            raise UsageError("PN centrality: weights are from 0 to 1: divide them by the largest")
        if np.any(matrix.diagonal()):
            raise UsageError("PN centrality: a tie of an actor to itself says nothing: leave the diagonal empty")
        if symmetric and abs(matrix - matrix.T).max() > 0:
            raise UsageError("PN centrality: the ties have a direction: choose in or out")
    return int(shape[0])


def _solve(matrix: Any, right: np.ndarray) -> np.ndarray:
    """Solve for a symmetric matrix without negative eigenvalues."""
    if sparse.issparse(matrix):
        from scipy.sparse.linalg import cg

        found, unsolved = cg(matrix, right, rtol=1e-14, atol=0.0)
        if not unsolved:
            return np.asarray(found)
    else:
        # Cholesky, with LAPACK's estimate of the condition: singular values would take most of the time
        factor, failed = lapack.dpotrf(matrix)
        if not failed and lapack.dpocon(factor, np.abs(matrix).sum(axis=0).max())[0] > 1e-12:
            return np.asarray(lapack.dpotrs(factor, right)[0])
    raise UsageError("PN centrality has no single solution here: everybody is hostile to everybody")


# -- measures of a network


def _degree(*signs: Sign) -> Callable[[SignedNetwork], Values]:
    return lambda network: _count(network, signs)


def _count(network: SignedNetwork, signs: tuple[Sign, ...]) -> Values:
    found: dict[str, int] = dict.fromkeys(network.actors, 0)
    for first, second, sign in network.graph.edges(keys=True):
        for actor in (first, second):
            found[actor] += sign in signs
    return dict(found)


def _net(network: SignedNetwork) -> Values:
    positive, negative = _count(network, ("+",)), _count(network, ("-",))
    return {actor: (positive[actor] or 0) - (negative[actor] or 0) for actor in network.actors}


def _pn(network: SignedNetwork) -> Values:
    """PN centrality, weights divided by the largest; undefined for fewer than three actors."""
    count = len(network.actors)
    if count < FEWEST:
        return dict.fromkeys(network.actors)
    place = {actor: number for number, actor in enumerate(network.actors)}
    largest = max((weight for *_, weight in network.edges), default=1.0)
    halves = []
    for wanted in (1, -1):
        chosen = [(place[a], place[b], weight / largest) for a, b, sign, weight in network.edges if sign == wanted]
        rows, columns, weights = zip(*chosen, strict=True) if chosen else ((), (), ())
        half = sparse.coo_array((weights, (rows, columns)), shape=(count, count), dtype=float).tocsr()
        halves.append(half + half.T)
    if count <= engines.LARGE:
        halves = [half.toarray() for half in halves]
    return dict(zip(network.actors, map(float, pn_centrality(*halves)), strict=True))


def _betweenness(network: SignedNetwork) -> Values:
    return {**dict.fromkeys(network.actors, 0.0), **engines.betweenness(engines.cooperating(network))}


def _constraint(network: SignedNetwork) -> Values:
    return {**dict.fromkeys(network.actors), **engines.constraint(engines.cooperating(network))}


MEASURES = {
    m.name: m
    for m in (
        StandingMeasure("positive", "how many actors it cooperates with", "Freeman 1978", _degree("+"), counted=True),
        StandingMeasure("negative", "with how many there is hostility", "Freeman 1978", _degree("-"), counted=True),
        StandingMeasure("strained", "with how many relations are strained", "Freeman 1978", _degree("~"), counted=True),
        StandingMeasure("net", "positive less negative", "Everett and Borgatti 2014", _net),
        StandingMeasure(
            "pn",
            "PN centrality: raised by friends who stand high, lowered by adversaries; 1 without ties",
            "Everett and Borgatti 2014",
            _pn,
        ),
        StandingMeasure(
            "betweenness",
            "share of shortest paths of cooperation between other cooperating actors that run through it",
            "Freeman 1977",
            _betweenness,
            counted=True,
        ),
        StandingMeasure(
            "constraint",
            "how far its friends are friends of each other: low is free to play them; none without friends",
            "Burt 1992",
            _constraint,
            low=True,
        ),
    )
}
BY = (*MEASURES, "brokered")
"""What standing can be ranked by; ``brokered`` is over all roles."""
BROKERED = "in how many ways it stands between two others who have no tie of their own, over all roles"
VALUES = (*MEASURES, *ROLES, "brokered", "betweenCamps")
"""The columns that have a value of each actor."""
COLUMNS = ("rank", "actor", "actor_label", "camp", *VALUES)
TOLD = (
    "rank: equals share the better one; "
    "positive, negative, strained: with how many actors there is cooperation, hostility, strain; net: positive "
    "less negative; pn: PN centrality, 1 without ties, raised by friends who stand high, lowered by adversaries; "
    "betweenness, constraint: on cooperation, how often it lies between, how far its friends are friends of each "
    "other; brokered: pairs of its friends who do not cooperate and are in no mission together, as coordinator "
    "all three of one camp, as "
    "gatekeeper one friend of its own, as consultant both of another, as liaison of three; betweenCamps: brokered "
    "but for its own camp"
)
"""What the columns of a table of standing say, in a few words."""
TYPES: Types = {
    **dict.fromkeys(MEASURES, "number"),
    **dict.fromkeys(
        ("rank", "camp", "positive", "negative", "strained", "net", *ROLES, "brokered", "betweenCamps"), "whole"
    ),
}


@dataclass(frozen=True)
class StandingActor:
    """An actor with its camp, if it is in one, and its value by each of `BY`; None where it has none.

    ``betweenCamps`` is what is brokered less what is within its own camp. Equals share the better ``rank``; who has
    none of what is counted has none.
    """

    actor: str
    label: str
    camp: int | None
    values: Mapping[str, float | None]
    rank: int | None = None

    def row(self) -> tuple[object, ...]:
        """Return it in the order of `COLUMNS`."""
        return (self.rank, self.actor, self.label, self.camp, *(self.values[name] for name in VALUES))


@dataclass(frozen=True)
class Standing(Several[StandingActor]):
    """Every measure of every actor.

    Parameters
    ----------
    by : str
        What the rows are ranked by.
    engine : str
        Which library took betweenness and constraint.
    table : tuple of StandingActor
        The first in rank first. Without camps, roles and ``brokered`` are None.
    note : str
        How it was taken.
    network : SignedNetwork
        What it was taken on.
    """

    by: str
    engine: str
    table: tuple[StandingActor, ...]
    note: str
    network: SignedNetwork = field(repr=False, compare=False)

    def value(self, actor: str, name: str) -> float | None:
        """Return one value of an actor.

        Parameters
        ----------
        actor : str
            Name, short name, CURIE or IRI.
        name : str
            A measure, a brokerage role or ``brokered``, as the columns are called.

        Raises
        ------
        UsageError
            If nobody in the network is called so, or there is no such measure.
        """
        found = self.network.find(actor)
        if name not in VALUES:
            raise UsageError(f"no measure '{name}': {choose_from(name, VALUES)}")
        return next(row.values[name] for row in self.table if row.actor == found)

    def rows(self) -> list[tuple[object, ...]]:
        """Return a row an actor, in the order of `COLUMNS`."""
        return [row.row() for row in self.table]

    def as_dict(self) -> dict[str, Any]:
        """Return it for the JSON formats."""
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in self.rows()]
        return {"version": 1, "by": self.by, "engine": self.engine, "note": self.note, "rows": rows}

    def things(self) -> tuple[StandingActor, ...]:
        """Return the actors, the first in rank first."""
        return self.table

    def grid(self) -> Grid:
        """Return it as a table."""
        return Grid(COLUMNS, self.rows(), "Standing", self.note, types=TYPES)


@refuses_others
def measure_standing(
    network: SignedNetwork, camps: Camps | Mapping[str, int] | None = None, *, by: str = "pn"
) -> Standing:
    """Measure how each actor stands.

    Parameters
    ----------
    network : SignedNetwork
    camps : Camps or mapping of str to int, optional
        For the brokerage roles: see `brokerage.find_brokers`.
    by : str
        A name in `BY`; who is equal is ranked by PN centrality, then by name. The lowest constraint ranks first.

    Returns
    -------
    Standing

    Raises
    ------
    UsageError
        For an unknown measure, for ``brokered`` without camps, if fewer than three actors are connected, or if the
        network is too large for what is installed.

    Notes
    -----
    Each measure alone, over many variants: ``MEASURES[name].compute(network)``.
    """
    want_signed(network)
    if by not in BY:
        raise UsageError(f"no measure '{by}': {choose_from(by, BY)}")
    if by == "brokered" and camps is None:
        raise UsageError("who brokers is counted across camps: give camps, or choose another measure")
    network.require("Standing", actors=FEWEST)
    values = {name: measure.compute(network) for name, measure in MEASURES.items()}
    number = _numbers(camps)
    groups = {a: number.get(a, a) for a in network.actors}
    roles = count_roles(network.positive, groups, join_friends(network)) if camps is not None else {}
    found: list[StandingActor] = []
    for actor in network.actors:
        own: Values = {name: _rounded(values[name][actor]) for name in MEASURES}
        own |= roles[actor] if roles else dict.fromkeys(ROLES)
        own["brokered"] = sum(roles[actor].values()) if roles else None
        own["betweenCamps"] = across_camps(roles[actor]) if roles else None
        found.append(StandingActor(actor, network.label(actor), number.get(actor), own))
    low = by in MEASURES and MEASURES[by].low
    found.sort(key=lambda row: (_order(row.values[by], low), _order(row.values["pn"], False), row.label))
    places = find_ranks({row.actor: row.values[by] for row in found}, by)
    found = [replace(row, rank=places.get(row.actor)) for row in found]
    engine = engines.choose_engine(engines.cooperating(network))
    return Standing(by, engine, tuple(found), _note(network, by, engine), network)


def _numbers(camps: Camps | Mapping[str, int] | None) -> dict[str, int]:
    if isinstance(camps, Camps):
        return {actor: camp.number for camp in camps.camps for actor in camp.actors}
    return dict(camps or {})


def find_ranks(values: Mapping[str, float | None], by: str) -> dict[str, int]:
    """Return each actor's rank by one of `BY`: equals share the better; who has none of what is counted has none."""
    low, counted = (MEASURES[by].low, MEASURES[by].counted) if by in MEASURES else (False, True)
    told = {actor: value for actor, value in values.items() if value is not None and not (counted and value == 0)}
    ordered = sorted(told.values(), reverse=not low)
    first = {value: place for place, value in reversed(list(enumerate(ordered, start=1)))}
    return {actor: first[value] for actor, value in told.items()}


def _order(value: float | None, low: bool) -> tuple[bool, float]:
    if value is None:
        return True, 0.0
    return False, value if low else -value


def _note(network: SignedNetwork, by: str, engine: str) -> str:
    heaviest = max((weight for *_, weight in network.edges), default=1.0)
    scaled = f" PN centrality: weights divided by the largest, {heaviest:g}." if heaviest != 1.0 else ""
    without = engine == "networkx" and len(engines.cooperating(network)) > engines.LARGE
    return (
        f"By {by}. Betweenness and constraint on cooperation, by {engines.describe(engine)}"
        f"{' (igraph is not installed: ' + engines.EXTRA + ')' * without if without else ''}.{scaled} {network.note}"
    )


def _rounded(value: float | None) -> float | int | None:
    return round(value, DIGITS) if isinstance(value, float) else value
