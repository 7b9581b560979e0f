"""Exports: a build in the formats of other tools, every statement with the claims that it rests on.

To add a format, write a function of a `Selection` that returns files, and enter it in `FORMATS`; one of the signed
network is a function of that, in `SIGNED`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from sahel_kg.errors import UsageError
from sahel_kg.exports import graphml, rdf, signed, tables
from sahel_kg.exports.selection import Selection, select
from sahel_kg.record.relations import DENIED

if TYPE_CHECKING:
    import networkx as nx

    from sahel_kg.alliances.network.signed_network import SignedNetwork
    from sahel_kg.builds.build import Build

Files = dict[str, bytes]


def _one(name: str, write: Callable[[Selection], bytes]) -> Callable[[Selection], Files]:
    return lambda selection: {name: write(selection)}


FORMATS: dict[str, Callable[[Selection], Files]] = {
    "trig": _one("sahel-kg.trig", rdf.trig),
    "turtle": _one("sahel-kg.ttl", rdf.turtle),
    "nquads": _one("sahel-kg.nq", rdf.nquads),
    "jsonld": _one("sahel-kg.jsonld", rdf.jsonld),
    "graphml": _one("sahel-kg.graphml", graphml.network_graphml),
    "csv": tables.csv_files,
}
"""Name of a format of the whole build to what writes it."""
SIGNED: dict[str, Callable[[SignedNetwork, nx.MultiGraph | None], Files]] = {
    "gexf": signed.gexf,
    "signed-graphml": signed.signed_graphml,
    "signed-csv": signed.signed_csv,
}
"""Name of a format of the signed network to what writes it, and the ties that are denied in it."""


def export(build: Build, format: str, *, include: Iterable[str] = (), **choice: Any) -> dict[str, bytes]:
    """Write a build in another format; the same build gives the same bytes.

    Parameters
    ----------
    build : Build
        ``build.at(day)`` for what holds, may hold or has happened on a day.
    format : str
        ``trig``, ``nquads`` and ``jsonld`` hold everything, in the build's named graphs; ``turtle`` has no
        graphs and describes each statement instead; ``graphml`` is the network of ties; ``csv`` is three
        tables. The signed network, with camps: ``gexf`` for Gephi, with intervals; ``signed-graphml`` and
        ``signed-csv`` for R and Python.
    include : iterable of {"assessed", "withdrawn", "denied"}
        What is told besides Reported claims: as plain statements in ``turtle``, as ties in ``csv``; refused
        for networks. The other formats hold such claims in any case, marked. ``denied``, of a signed network
        only: what is said not to hold, as edges of the sign *denied*.
    **choice
        Of the signed network, as for `alliances.take_signed`; the other formats have none.

    Returns
    -------
    dict
        File name to content; one file, but for ``csv`` and ``signed-csv``.

    Raises
    ------
    UsageError
        For an unknown format, something else to include, or a choice where there is none; for a signed network
        without an edge.
    """
    if format in SIGNED:
        from sahel_kg.alliances.network.joining import choose_signed, draw_signed

        wanted = set(include)
        if other := wanted - {DENIED}:
            raise UsageError(
                f"{format} is the network of what is told as fact: leave --include {min(other)} away, or choose csv"
            )
        chosen, joining = choose_signed(build, **choice)
        network = draw_signed(build, chosen, joining)
        denied = signed.take_denied(build, chosen) if wanted else None
        if denied and joining.around:
            denied = denied.subgraph(network.actors)
        return SIGNED[format](network, denied)
    if format not in FORMATS:
        raise UsageError(f"no format '{format}': choose from {', '.join((*FORMATS, *SIGNED))}")
    if choice:
        names = ", ".join(f"--{name.replace('_', '-')}" for name in choice)
        raise UsageError(f"{format} is the whole build: leave {names} away, or choose from {', '.join(SIGNED)}")
    return FORMATS[format](select(build, include))
