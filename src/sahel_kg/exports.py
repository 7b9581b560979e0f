"""Exports: a build in the formats of other tools, every statement with the claims that it rests on.

To add a format, write a function of a `Selection` that returns files, and enter it in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from sahel_kg import exports_graphml, exports_rdf, exports_tables
from sahel_kg.errors import UsageError
from sahel_kg.exports_selection import Selection, select

if TYPE_CHECKING:
    from sahel_kg.builds import Build

Files = dict[str, bytes]


def _one(name: str, write: Callable[[Selection], bytes]) -> Callable[[Selection], Files]:
    return lambda selection: {name: write(selection)}


FORMATS: dict[str, Callable[[Selection], Files]] = {
    "trig": _one("sahel-kg.trig", exports_rdf.trig),
    "turtle": _one("sahel-kg.ttl", exports_rdf.turtle),
    "nquads": _one("sahel-kg.nq", exports_rdf.nquads),
    "jsonld": _one("sahel-kg.jsonld", exports_rdf.jsonld),
    "graphml": _one("sahel-kg.graphml", exports_graphml.graphml),
    "csv": exports_tables.csv_files,
}
"""Name of a format to what writes it."""


def export(build: Build, format: str, *, include: Iterable[str] = ()) -> dict[str, bytes]:
    """Write a build in another format; the same build gives the same bytes.

    Parameters
    ----------
    build : Build
        ``build.at(day)`` for what holds, may hold or has happened on a day.
    format : str
        ``trig``, ``nquads`` and ``jsonld`` hold everything, in the build's named graphs; ``turtle`` has no
        graphs and describes each statement instead; ``graphml`` is the network of ties; ``csv`` is three
        tables.
    include : iterable of {"assessed", "withdrawn"}
        What is told besides Reported claims: as plain statements in ``turtle``, as ties in ``csv``; refused
        for ``graphml``. The other formats hold such claims in any case, marked.

    Returns
    -------
    dict
        File name to content; one file, but for ``csv``.

    Raises
    ------
    UsageError
        For an unknown format, or something else to include.
    """
    if format not in FORMATS:
        raise UsageError(f"no format '{format}': choose from {', '.join(FORMATS)}")
    return FORMATS[format](select(build, include))
