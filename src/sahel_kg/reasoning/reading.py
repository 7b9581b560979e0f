"""Files of RDF as rows of canonical N-Triples text, by pyoxigraph.

Equal terms have equal text: no escape that is not needed, xsd:string left out, language tags in lower case. Blank nodes
are named after the file's content, so that two files never share one and two runs agree: in nt and nq they keep their
label behind that name, in other formats they are numbered.
"""

from __future__ import annotations

import hashlib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from sahel_kg import files, syntaxes
from sahel_kg.errors import ParseError, Problem
from sahel_kg.reasoning.inputs import find_syntax, read_content
from sahel_kg.reasoning.plain_lines import split_lines
from sahel_kg.syntaxes import is_packed

if TYPE_CHECKING:
    import pyoxigraph

QuadRow = tuple[str, str, str, str]
"""The last is "" for the default graph."""


class TextFile:
    """A file to read: what its name says, its content, the names of its blank nodes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.zipped = is_packed(path)
        self.format = find_syntax(path)
        self.by_lines = self.format in ("N_TRIPLES", "N_QUADS")

    def read(self) -> bytes:
        """Return the content, unpacked."""
        return read_content(self.path)

    def starts_plainly(self) -> bool:
        """Tell whether DuckDB may read the file: a byte order mark is no part of what names its blank nodes.

        DuckDB reads a damaged archive up to the damage, which is why all of one is looked at.
        """
        if self.zipped:
            self.read()
            return True
        with self._open() as stream:
            return stream.read(3) != BOM_UTF8

    def name_blank_nodes(self) -> str:
        """Return the prefix that the file's blank nodes get."""
        if self.zipped:
            return name_blank_nodes(self.read())
        with self._open() as stream:
            return f"_:n{hashlib.file_digest(stream, 'sha256').hexdigest()[:10]}"

    def lines(self) -> list[str] | None:
        """Return the statements as lines, if they need no parser (see `plain_lines.split_lines`)."""
        return split_lines(self.read(), name_blank_nodes) if self.format == "N_TRIPLES" else None

    def rows(self) -> Iterator[QuadRow]:
        """Yield the statements, blank nodes named after the content."""
        content = self.read()
        prefix = name_blank_nodes(content)
        names: dict[str, str] = {}

        def number(name: str) -> str:
            # labels of pyoxigraph's own are random: only their order is the file's
            return names.setdefault(name, f"{prefix}b{len(names)}")

        def label(name: str) -> str:
            return f"{prefix}_{name[2:]}"

        rename = label if self.by_lines else number
        late: list[QuadRow] = []
        for row in self.parse(content, rename):
            # `inputs.read_triples` numbers what stands in triples, and should agree
            if row[3][:1] == "_":
                late.append(row)
            else:
                yield row
        yield from ((s, p, o, rename(g)) for s, p, o, g in late)

    def _open(self) -> BufferedReader:
        try:
            return files.open_file(self.path)
        except OSError as error:
            raise ParseError([Problem(str(self.path), "", f"cannot be read: {error.strerror}")]) from error

    def parse(self, content: bytes, rename: Callable[[str], str]) -> Iterator[QuadRow]:
        """Yield the statements of a content by pyoxigraph; "" is the default graph, a blank one keeps its label."""
        for quad in syntaxes.parse(str(self.path), content, self.format):
            yield self._convert(quad, rename)

    def _convert(self, quad: pyoxigraph.Quad, rename: Callable[[str], str]) -> QuadRow:
        import pyoxigraph

        if isinstance(quad.object, pyoxigraph.Triple):
            raise ParseError([Problem(str(self.path), "", "triples about triples (RDF 1.2) are not supported")])
        s, p, o, g = str(quad.subject), str(quad.predicate), str(quad.object), str(quad.graph_name)
        if s[0] == "_":
            s = rename(s)
        if o[0] == "_":
            o = rename(o)
        elif o[0] == '"' and o[-5:] in ("--ltr", "--rtl"):
            raise ParseError([Problem(str(self.path), "", "the direction of a text (RDF 1.2) is not supported")])
        return s, p, o, "" if g == "DEFAULT" else g


def name_blank_nodes(content: bytes) -> str:
    """Return the prefix that the blank nodes of a content get."""
    return f"_:n{hashlib.sha256(content).hexdigest()[:10]}"
