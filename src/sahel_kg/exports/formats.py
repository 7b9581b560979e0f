"""Exports: a build in the formats of other tools, every statement with the claims that it rests on.

To add a format, write a function of a `Selection` that returns files, and enter it in `FORMATS`; one of the signed
network is a function of that, in `SIGNED`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import networkx as nx

from sahel_kg import files
from sahel_kg.alliances.network.joining import KEYWORDS_TOLD, SignedChoice
from sahel_kg.alliances.network.signed_network import SignedNetwork
from sahel_kg.arguments import refuses_others
from sahel_kg.docstrings import hands_on
from sahel_kg.errors import UsageError, choose_from, want
from sahel_kg.exports import graphml, rdf, signed, tables
from sahel_kg.exports.selection import Selection, narrow, select
from sahel_kg.record.relations import DENIED
from sahel_kg.ties.choice import STATUSES, choose
from sahel_kg.ties.network import take
from sahel_kg.ties.situation import Situation
from sahel_kg.ties.tie_network import TieNetwork

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build

Files = dict[str, bytes]


class ExportedFiles(dict[str, bytes]):
    """Files that were made, by name: a dictionary that a shell shows in a line and that is written with `save`."""

    def __repr__(self) -> str:
        told = ", ".join(f"{name} ({len(content):,} bytes)" for name, content in self.items())
        return f"<files: {told}; save(path) writes them>"

    def save(self, path: str | Path) -> Path:
        """Write them, each as a whole or not at all.

        Parameters
        ----------
        path : str or Path
            Of one file its name, or a folder that is there; of several a folder, which is made.

        Raises
        ------
        UsageError
            For several files if that is a file, or if something cannot be written.
        """
        target = Path(path)
        if len(self) > 1 and target.exists() and not target.is_dir():
            raise UsageError(f"{target} is a file: name a folder for {', '.join(self)}")
        into = len(self) > 1 or target.is_dir()
        for name, content in self.items():
            files.write(target / name if into else target, content)
        return target


def _one(name: str, write: Callable[[Selection], bytes]) -> Callable[[Selection], Files]:
    return lambda selection: {name: write(selection)}


FORMATS: dict[str, Callable[[Selection], Files]] = {
    "trig": _one("sahel-kg.trig", rdf.trig),
    "turtle": _one("sahel-kg.ttl", rdf.turtle),
    "nquads": _one("sahel-kg.nq", rdf.nquads),
    "jsonld": _one("sahel-kg.jsonld", rdf.jsonld),
    "ttl12": _one("sahel-kg.ttl", rdf.turtle12),
    "csv": tables.csv_files,
    "parquet": tables.parquet_files,
}
"""Name of a format of the whole build to what writes it."""
GRAPHML = "graphml"
"""The format of the network of ties."""
SIGNED: dict[str, Callable[[SignedNetwork, nx.MultiGraph | None], Files]] = {
    "gexf": signed.gexf,
    "signed-graphml": signed.signed_graphml,
    "signed-csv": signed.signed_csv,
}
"""Name of a format of the signed network to what writes it, and the ties that are denied in it."""
NAMES = (*FORMATS, GRAPHML, *SIGNED)


@hands_on(SignedChoice.__annotations__, *KEYWORDS_TOLD)
@refuses_others
def export(
    what: Build | nx.MultiDiGraph | SignedNetwork,
    format: str,
    *,
    include: Iterable[str] = (),
    **choice: Unpack[SignedChoice],
) -> ExportedFiles:
    """Write a build, or a network that was taken from one, in another format; the same gives the same bytes.

    Parameters
    ----------
    what : Build, networkx.MultiDiGraph or SignedNetwork
        ``build.at(day)`` for what holds, may hold or has happened on a day; ``build.network(...)`` or
        ``take_signed(build, ...)`` for what was chosen, which any format holds: as statements, the claims that its
        ties rest on and what was inferred of them.
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
        Of the signed network; the other formats have none.

        {keywords}

    Returns
    -------
    ExportedFiles
        File name to content; one file, but for ``csv``, ``parquet`` and ``signed-csv``. ``.save(path)`` writes them.

    Raises
    ------
    UsageError
        For an unknown format, something else to include, or a choice where there is none; for a signed network
        without an edge.
    """
    want(what, (Situation, nx.MultiDiGraph, SignedNetwork), "a build, build.network() or take_signed(build)")
    if format not in FORMATS and format not in SIGNED and format != GRAPHML:
        raise UsageError(f"no format '{format}': {choose_from(format, NAMES)}")
    if format in SIGNED:
        return ExportedFiles(SIGNED[format](*_take_signed(what, format, set(include), {**choice})))
    if choice:
        names = ", ".join(f"--{name.replace('_', '-')}" for name in choice)
        raise UsageError(f"{format} is the whole build: leave {names} away, or choose from {', '.join(SIGNED)}")
    if format == GRAPHML:
        if set(include):
            raise UsageError("graphml is the network of what is told as fact: leave --include away, or choose csv")
        return ExportedFiles({"sahel-kg.graphml": graphml.network_graphml(take_ties(what))})
    if isinstance(what, (nx.Graph, SignedNetwork)):
        return ExportedFiles(FORMATS[format](narrow(take_ties(what), include)))
    return ExportedFiles(FORMATS[format](select(what, include)))


def _take_signed(
    what: Build | nx.MultiDiGraph | SignedNetwork, format: str, include: set[str], choice: dict[str, Any]
) -> tuple[SignedNetwork, nx.MultiGraph | None]:
    """Return the signed network to write, and what is denied in it if that is asked for."""
    from sahel_kg.alliances.network.joining import choose_signed, draw_signed, join

    if other := include - {DENIED}:
        raise UsageError(
            f"{format} is the network of what is told as fact: leave --include {min(other)} away, or choose csv"
        )
    if choice and isinstance(what, (nx.Graph, SignedNetwork)):
        raise UsageError(f"what the network is taken from was chosen already: leave {', '.join(choice)} away")
    if isinstance(what, SignedNetwork):
        network = what
    elif isinstance(what, nx.Graph):
        seen = what.situation if isinstance(what, TieNetwork) else None
        network = join(what, relations=seen.relations if seen else None)
    else:
        network = draw_signed(what, *choose_signed(what, **choice))
    if not include:
        return network, None
    source = network.source
    if not isinstance(source, TieNetwork) or source.situation is None or source.choice is None:
        raise UsageError("this network does not know its build: take it with take_signed to have what is denied")
    denied = signed.take_denied(source.situation, source.choice)
    return network, denied.subgraph(network.actors) if network.joining.around else denied


def take_ties(what: Build | nx.MultiDiGraph | SignedNetwork) -> nx.MultiDiGraph:
    """Return the network of ties to write: of a build all, of a signed network those that it joins.

    Raises
    ------
    UsageError
        Of a signed network that was not taken from ties.
    """
    from sahel_kg.alliances.network.joining import ties_of

    if isinstance(what, nx.Graph):
        return what
    return ties_of(what) if isinstance(what, SignedNetwork) else take(what, choose(what, statuses=STATUSES))
