"""What the columns and codes of a data set mean, read from its ``.toml``, and which release of it is read."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DOWNLOADS = "https://ucdp.uu.se/downloads/"
_RELEASE = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,2}")


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
    title, publisher, cite : str
        Of the data set; each release has besides an article of its own, in `articles`.
    columns : dict
        Our word for a column to its header.
    release : str
        The release that is read, as its rows name it; "" as long as no file has been opened.
    unmarked : str
        The release whose claims do not name it in their ids: they had theirs before there was another.
    record : str
        The word by which a claim's record finds its row again.
    words, always : dict
        Of a table of one's own: its words with those that they stand for, and what every row says that no column does.
    """

    name: str
    mapping: str
    title: str
    publisher: str
    cite: str
    file: str
    separator: str
    columns: dict[str, str]
    unmarked: str
    release: str = ""
    articles: dict[str, str] = field(default_factory=dict)
    record: str = "actor"
    blank: list[str] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)
    issues: dict[str, list[str]] = field(default_factory=dict)
    intensities: dict[str, list[str]] = field(default_factory=dict)
    links: tuple[TieColumns, ...] = ()
    published: str = ""
    reliability: str = "B"
    words: dict[str, str] = field(default_factory=dict)
    always: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """Name of the source that the release is."""
        return f"{self.name}-{self.release}"

    @property
    def base(self) -> str:
        """What the ids of its claims begin with."""
        return self.name if self.release == self.unmarked else self.source

    @property
    def heading(self) -> str:
        """Title of the release."""
        return f"{self.title} {self.release}"

    @property
    def citation(self) -> str:
        """What is to be cited for the release."""
        article = self.articles.get(self.release, f"the article of release {self.release} at {DOWNLOADS}")
        return "; ".join(filter(None, (self.cite, article)))

    def of(self, release: str) -> Mapping:
        """Return the mapping for one release."""
        return replace(self, release=release)

    def items(self, cell: str) -> list[str]:
        """Return the items of a list inside a cell."""
        return [item for part in cell.split(self.separator) if (item := part.strip())]


@cache
def read_mapping(name: str) -> Mapping:
    """Return the mapping of a data set by its name on the command line."""
    content: dict[str, Any] = tomllib.loads((HERE / f"{name.replace('-', '/')}.toml").read_text("utf-8"))
    links = tuple(TieColumns(**link) for link in content.pop("links", ()))
    articles = tomllib.loads((HERE / "articles.toml").read_text("utf-8"))
    return Mapping(name=name, links=links, articles=articles, **content)


def read_mappings() -> list[Mapping]:
    """Return the mappings of all data sets, in the order of their names."""
    return [read_mapping(f"{path.parent.name}-{path.stem}") for path in sorted(HERE.glob("*/*.toml"))]


def is_release(text: str) -> bool:
    """Tell whether a text names a release, such as 25.1.

    >>> is_release("25.1"), is_release("25,1"), is_release("")
    (True, False, False)
    """
    return bool(_RELEASE.fullmatch(text))


def age(release: str) -> tuple[int, ...]:
    """Return what releases are sorted by, the oldest first.

    >>> sorted(["22.1", "9.1", "25.1"], key=age)
    ['9.1', '22.1', '25.1']
    """
    return tuple(map(int, release.split(".")))
