"""Nodes of a network by name: who of those in it is meant."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import networkx as nx

from sahel_kg.errors import AmbiguousNameError, NamesakeWarning, UsageError
from sahel_kg.record.actors import Actor
from sahel_kg.record.nearness import tell_near
from sahel_kg.record.spelling import fold

if TYPE_CHECKING:
    from sahel_kg.ties.situation import Situation


def find_node(graph: nx.Graph, name: str | Actor, situation: Situation | None = None, tie: str = "tie") -> str:
    """Return the actor of a network that a CURIE, an IRI or a name means.

    Parameters
    ----------
    graph : networkx.Graph
        Its nodes are CURIEs, with ``label``, ``short`` and ``names`` as far as these are known.
    name : str
    situation : Situation, optional
        The build that it was taken from: it knows who is there, and has no tie in the network.
    tie : str
        What everybody in it has.

    Raises
    ------
    UsageError
        If nobody in it is called so; who is called nearly so is named.
    AmbiguousNameError
        If several are.

    Examples
    --------
    >>> graph = nx.Graph()
    >>> graph.add_node("actor:isgs", label="ISGS", names="Islamic State in the Greater Sahara@en")
    >>> find_node(graph, "ISGS"), find_node(graph, "islamic state in the greater sahara")
    ('actor:isgs', 'actor:isgs')
    >>> find_node(graph, "ISGD")
    Traceback (most recent call last):
    sahel_kg.errors.UsageError: nobody in this network is called 'ISGD'; did you mean ISGS (actor:isgs)?
    """
    name = name.id if isinstance(name, Actor) else name
    if name in graph:
        return name
    exact = {actor: {data.get("label"), data.get("short")} for actor, data in sorted(graph.nodes(data=True))}
    folded = {actor: {fold(each) for each in _names(graph, actor)} for actor in exact}
    for wanted, names in ((name, exact), (fold(name), folded)):
        found = [actor for actor, several in names.items() if wanted and wanted in several]
        if len(found) > 1:
            raise AmbiguousNameError(name, [f"{actor} ({_label(graph, actor)})" for actor in found])
        if found:
            return str(found[0])
    known = _find_known(situation, name) if situation else None
    if known and known in graph:
        return known
    called = [(each, f"{_label(graph, actor)} ({actor})") for actor in exact for each in _names(graph, actor)]
    near = "" if known else tell_near(name.rpartition(":")[2], called)
    if near or (situation and not known):
        raise UsageError(f"nobody in this network is called '{name}'{near}")
    raise UsageError(f"{name} has no {tie} in this network: widen the choice")


def _find_known(situation: Situation, name: str) -> str | None:
    """Return the CURIE of the actor that a name means in the whole build, if it means one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NamesakeWarning)
        try:
            return situation.whole.actors.find(name).id
        except UsageError:
            return None


def _label(graph: nx.Graph, actor: str) -> str:
    data = graph.nodes[actor]
    return str(data.get("label") or actor)


def _names(graph: nx.Graph, actor: str) -> list[str]:
    """Return all names of an actor, the last part of its CURIE included."""
    data = graph.nodes[actor]
    others = [text.rpartition("@")[0] for text in str(data.get("names", "")).split(" | ")]
    return [str(each) for each in (data.get("label"), data.get("short"), *others, actor.partition(":")[2]) if each]
