"""A closure as a file for other tools: sorted lines of N-Triples, or any other syntax of RDF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sahel_kg.errors import UsageError
from sahel_kg.reasoning import Closure

if TYPE_CHECKING:
    from sahel_kg.reasoning.terms import Triple

FORMATS = {
    ".nt": "N_TRIPLES",
    ".nq": "N_QUADS",
    ".ttl": "TURTLE",
    ".trig": "TRIG",
    ".rdf": "RDF_XML",
    ".owl": "RDF_XML",
    ".xml": "RDF_XML",
}
"""By the suffix of a file, with or without ``.gz`` after it: what pyoxigraph calls the syntax."""
MOST_COMPARED = 1_000_000
"""Facts of a file that somebody might compare with another."""
_XML_NAME = re.compile(r"[^\W\d][\w.-]*\Z")


def find_format(path: Path) -> str:
    """Return the syntax that a file's name asks for.

    Raises
    ------
    UsageError
        The suffix is not known.
    """
    suffix = Path(path.stem if path.suffix.lower() == ".gz" else path.name).suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(f"-o {path}: cannot tell the format; let the name end in one of {', '.join(FORMATS)}")
    return FORMATS[suffix]


def lines(closure: Closure, *, inferred_only: bool = False, in_order: bool | None = None) -> Iterator[str]:
    """Yield the facts of a closure as lines of N-Triples, many at a time.

    Parameters
    ----------
    closure : Closure
    inferred_only : bool
    in_order : bool, optional
        Whether they are sorted; where it is not said, they are if somebody might compare them.
    """
    in_order = len(closure) <= MOST_COMPARED if in_order is None else in_order
    return closure.write(inferred_only=inferred_only, in_order=in_order)


def write_facts(
    closure: Closure,
    file: IO[bytes],
    form: str,
    *,
    inferred_only: bool = False,
    in_order: bool | None = None,
) -> None:
    """Write the facts of a closure; lines as `lines` gives them, any other syntax in order.

    Raises
    ------
    UsageError
        The format cannot say them (a predicate that is no XML name, in RDF/XML).
    """
    if form in ("N_TRIPLES", "N_QUADS"):
        file.writelines(map(str.encode, lines(closure, inferred_only=inferred_only, in_order=in_order)))
        return
    import pyoxigraph as ox

    from sahel_kg.terms import triple_to_oxigraph

    facts = closure.inferred() if inferred_only else closure.facts()
    if form == "RDF_XML":
        facts = _check_names(facts)
    try:
        ox.serialize(
            map(triple_to_oxigraph, facts), file, format=getattr(ox.RdfFormat, form)
        )  # no prefixes: their order would change
    except ValueError as error:
        raise UsageError(f"{form.replace('_', '/')} cannot say this ({error}): write .nt instead") from None


def _check_names(facts: Iterable[Triple]) -> Iterator[Triple]:
    """Refuse predicates that are no XML names: what pyoxigraph would write of them, few could read."""
    for fact in facts:
        if not _XML_NAME.search(str(fact[1])):
            raise ValueError(f"{fact[1]} does not end in an XML name")
        yield fact
