"""The N-Quads of a build, each part of them parsed when it is asked for.

What is said about each claim and each inference graph stands in the tables as well, and makes nine of ten lines: most
commands need the rest alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain, pairwise

from pyoxigraph import Quad, RdfFormat, Triple, parse

from sahel_kg.record.bounds import NAMES
from sahel_kg.record.claims import DCT, PROV, RDF_TYPE
from sahel_kg.record.unifying import SAID
from sahel_kg.ties.keeping import QuadChange
from sahel_kg.ties.rewound import LeftGraphs
from sahel_kg.vocabulary import OA, PREFIXES, SKG

_CLAIM, _INFERENCE = (f"<{PREFIXES[name]}".encode() for name in ("claim", "inference"))
_SAID = SAID.encode()
_BOUNDS = (*NAMES, *(f"told{name[0].upper()}{name[1:]}" for name in NAMES))
_OF_CLAIMS = tuple(
    iri.encode()
    for iri in (
        *(RDF_TYPE, DCT + "created", PROV + "hadPrimarySource", PROV + "wasAttributedTo"),
        *(str(SKG[name]) for name in ("kind", "basis", "credibility", "assessment", "codebook", "record", "speaker")),
        *(str(SKG[name]) for name in ("withdrawn", "note", "aspect", "presumedFrom", "presumedUntil", *_BOUNDS)),
        *(str(SKG[name]) for name in ("locator", "segment", "sha256")),
        *(str(OA[name]) for name in ("start", "end")),
    )
)
"""What is said of claims and their locators that a row of the table `claim` tells."""

_PROPERTIES = frozenset(map(bytes.decode, _OF_CLAIMS)) | {str(SKG.reading)}


def _one_of(texts: Iterable[bytes]) -> bytes:
    """Return a pattern of some texts that looks at each letter once: of forty IRIs most begin alike."""
    ends: dict[bytes, list[bytes]] = defaultdict(list)
    for text in texts:
        ends[text[:1]].append(text[1:])
    return b"(?:%b)" % b"|".join(re.escape(first) + (_one_of(rest) if first else b"") for first, rest in ends.items())


_OBJECT = rb"(?:<[^>]*>|\"[^\"\\]*(?:\\.[^\"\\]*)*\"[^ ]*)"
_REST = rb" <%b> %b \.\n" % (_one_of(_OF_CLAIMS), _OBJECT)
_TOLD_OF_CLAIM = re.compile(rb"^<[^>]*>" + _REST, re.MULTILINE)
"""Such a line; one with a graph is a claim's statement."""
_STATED = re.compile(rb"^<[^>]*> <[^>]*> %b %b[^>#]*> \.\n" % (_OBJECT, _CLAIM), re.MULTILINE)
"""What a claim states."""
_TERM = rb"(?:%b|_:[^ ]+)" % _OBJECT
_LINE = re.compile(rb"^((?:<([^>#]*)[^>]*>|_:[^ ]+) <[^>]*> %b)(?: <([^>#]*)([^>]*)>)? \.\n" % _TERM, re.MULTILINE)
"""A triple, what it is about, its graph, and of which part of that."""
_PART = rb"(?:#[^>]*)?>"
_TOLD_OF_ONE = re.compile(rb"^<([^>#]*)%b(?:<\1%b)*" % ((_PART + _REST,) * 2), re.MULTILINE)
"""All such lines of a claim."""
_OF_INFERENCE = re.compile(rb"^<([^>#]*)%b.*\n(?:<\1%b.*\n)*" % (_PART, _PART), re.MULTILINE)
"""All lines of an inference graph."""


class PublishedStatements:
    """What the N-Quads of a build say.

    Parameters
    ----------
    asserted, inferred : bytes
        Of asserted.nq and inferred.nq, a line each quad.
    """

    def __init__(self, asserted: bytes, inferred: bytes) -> None:
        self._asserted, self._inferred = asserted, inferred

    def every(self) -> tuple[list[Quad], list[Quad]]:
        """Return what is asserted, and what is inferred."""
        return list(parse(self._asserted, format=RdfFormat.N_QUADS)), list(
            parse(self._inferred, format=RdfFormat.N_QUADS)
        )

    def with_statements(self) -> list[Quad]:
        """Return what is asserted, without what the table of claims tells."""
        return _parse(*self._apart)

    def beside_claims(self) -> list[Quad]:
        """Return the same without what claims state."""
        return _parse(*(_STATED.sub(b"", part) for part in self._apart))

    @cached_property
    def _apart(self) -> tuple[bytes, bytes, bytes]:
        before, of_claims, after = _part(self._asserted, _CLAIM)
        return before, _TOLD_OF_CLAIM.sub(b"", of_claims), after

    def write(self, lefts: Sequence[LeftGraphs | None], apart: Collection[str]) -> list[QuadChange]:
        """Return all as N-Quads, on a day what is left, and in the default graph what named graphs have, but for some.

        Parameters
        ----------
        lefts : sequence of LeftGraphs or None
            What is left on a day, and how it is read: by a reading, and by weaker and weaker ones, of each of which
            what is more and less is returned. None is all.
        apart : collection of str
            IRIs of the named graphs that the default graph has nothing of.
        """
        before, _, after = _part(self._inferred, _INFERENCE)
        # in how many of them a graph is gone: it is there in those that come after
        late = Counter(iri.encode() for left in lefts if left for iri in left.gone)
        lost = [
            {
                iri.encode(): {_write(triple) for triple in several}
                for iri, several in (left.lost if left else {}).items()
            }
            for left in lefts
        ]
        torn = {graph for several in lost for graph in several}
        hidden = {iri.encode() for iri in apart}
        texts = self._write_about(late, len(lefts))
        for line in chain.from_iterable(map(_LINE.finditer, (*self._apart, before, after))):
            triple, subject, graph, part = line.groups()
            first = late.get(graph or subject, 0)
            if graph in torn and not part:
                while first < len(lefts) and triple in lost[first].get(graph, ()):
                    first += 1
            texts[first].append(line[0])
            if graph and part != _SAID and graph + part not in hidden:
                texts[first].append(triple + b" .\n")
        marks = [_write_marks(left) for left in lefts]
        changes = pairwise([set[str](), *marks])
        return [
            QuadChange(b"".join((*text, _join(now - then))), _join(then - now))
            for text, (then, now) in zip(texts, changes, strict=False)  # the last of the texts is what is never there
        ]

    def _write_about(self, late: Mapping[bytes, int], count: int) -> list[list[bytes]]:
        """Return what is said about claims and inference graphs, by the first state that has these; last, if none."""
        texts: list[list[bytes]] = [[] for _ in range(count + 1)]
        for told in (
            *_TOLD_OF_ONE.finditer(_part(self._asserted, _CLAIM)[1]),
            *_OF_INFERENCE.finditer(_part(self._inferred, _INFERENCE)[1]),
        ):
            texts[late.get(told[1], 0)].append(told[0])
        return texts

    @property
    def of_claims(self) -> frozenset[str]:
        """The properties that claims and their locators are told by."""
        return _PROPERTIES

    def facts(self) -> list[Quad]:
        """Return what is inferred, without what is said about its graphs."""
        before, _, after = _part(self._inferred, _INFERENCE)
        return _parse(before, after)


def _part(text: bytes, start: bytes) -> tuple[bytes, bytes, bytes]:
    """Part sorted lines into those before, with and after a start."""
    first = 0 if text.startswith(start) else text.find(b"\n" + start) + 1
    if not first and not text.startswith(start):
        return text, b"", b""
    end = text.find(b"\n", max(text.rfind(b"\n" + start) + 1, first)) + 1
    return text[:first], text[first:end], text[end:]


def _write(triple: Triple) -> bytes:
    return f"{triple.subject} {triple.predicate} {triple.object}".encode()


def _write_marks(left: LeftGraphs | None) -> set[str]:
    """Return the lines that say how graphs are read."""
    return {f'<{iri}> <{SKG.reading}> "{reading}" .\n' for iri, reading in (left.readings if left else {}).items()}


def _join(lines: Iterable[str]) -> bytes:
    return "".join(sorted(lines)).encode()


def _parse(*texts: bytes) -> list[Quad]:
    return list(parse(b"".join(texts), format=RdfFormat.N_QUADS))
