"""What the columns and codes of a data set mean, read from its ``.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class TieColumns:
    """A flag and a list of ids that together tie an actor to others."""

    part: str
    flag: str
    ids: str
    relation: str


@dataclass(frozen=True)
class Mapping:
    """One data set's mapping.

    Parameters
    ----------
    name : str
        As on the command line: ``ucdp-actor``.
    mapping : str
        Version of the mapping, the codebook of its claims.
    source : str
        Name of the source in data/sources.ttl.
    release : str
        The release that the source is; rows of another one are refused.
    columns : dict
        Our word for a column to its header.
    record : str
        The word by which a claim's record finds its row again.
    """

    name: str
    mapping: str
    source: str
    release: str
    title: str
    cite: str
    file: str
    separator: str
    columns: dict[str, str]
    record: str = "actor"
    blank: list[str] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)
    links: tuple[TieColumns, ...] = ()

    def items(self, cell: str) -> list[str]:
        """Return the items of a list inside a cell."""
        return [item for part in cell.split(self.separator) if (item := part.strip())]


@cache
def read_mapping(name: str) -> Mapping:
    """Return the mapping of a data set by its name on the command line."""
    content: dict[str, Any] = tomllib.loads((HERE / f"{name.replace('-', '/')}.toml").read_text("utf-8"))
    links = tuple(TieColumns(**link) for link in content.pop("links", ()))
    return Mapping(name=name, links=links, **content)


def read_mappings() -> list[Mapping]:
    """Return the mappings of all data sets, in the order of their names."""
    return [read_mapping(f"{path.parent.name}-{path.stem}") for path in sorted(HERE.glob("*/*.toml"))]
