"""What a shell offers for a word that is not finished: names of actors, places, relations, sources and questions.

Names are looked for in the text of the build's file of statements, without opening the build: a key press must not
take as long as a command.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sahel_kg.errors import SahelError
from sahel_kg.resources import build_folder, shipped

_NAMED = (
    rb"^<https://w3id\.org/sahel-kg/(%s)/([^>]+)> <http://www\.w3\.org/2004/02/skos/core#(?:pref|alt)Label> "
    rb'"((?:[^"\\]|\\.)+)"'
)
_SOURCE = rb"#hadPrimarySource> <https://w3id\.org/sahel-kg/source/([^>]+)>"
_RELATION = r'^skg:(\w+) a owl:ObjectProperty[^.]*?rdfs:label "([^"]+)"@en'
_TO_ESCAPE = re.compile(r"""([\s'"\\$&;()<>|*?!`#~\[\]{}])""")

Offer = tuple[str, str]
"""What is put in, and what is said of it."""


class _Escaped(str):
    """A name as bash wants it outside quotation marks; what is typed of it is held against the name itself."""

    name: str

    def startswith(self, prefix: Any, *_: Any) -> bool:
        """Tell whether the name begins so."""
        return self.name.startswith(prefix)


def offer_actors(ctx: Any, incomplete: str) -> list[Offer]:
    """Return names of actors that begin so, each with its id."""
    return _offer(_names(ctx, b"actor"), incomplete)


def offer_subjects(ctx: Any, incomplete: str) -> list[Offer]:
    """Return names of events and actors."""
    return _offer(_names(ctx, b"actor|event"), incomplete)


def offer_places(ctx: Any, incomplete: str) -> list[Offer]:
    """Return names of places."""
    return _offer(_names(ctx, b"place"), incomplete)


def offer_relations(ctx: Any, incomplete: str) -> list[Offer]:
    """Return local names of relations, each with its label."""
    return _offer(_relations(), incomplete)


def offer_sources(ctx: Any, incomplete: str) -> list[Offer]:
    """Return names of sources that a claim of the build has."""
    found = sorted({name.decode() for name in re.findall(_SOURCE, _read(ctx))})
    return _offer(((name, "") for name in found), incomplete)


def offer_questions(ctx: Any, incomplete: str) -> list[Offer]:
    """Return names of competency questions, each with its title."""
    return _offer(_questions(), incomplete)


def offer_fact(ctx: Any, incomplete: str) -> list[Offer]:
    """Return what may come next in a fact: a relation behind the subject, else an actor."""
    given = ctx.params.get("fact") or ()
    return offer_relations(ctx, incomplete) if len(given) == 1 else offer_actors(ctx, incomplete)


def _offer(named: Iterator[tuple[str, str]], incomplete: str) -> list[Offer]:
    begun = incomplete.casefold()
    fitting: dict[str, str] = {}
    try:
        for name, told in named:
            if name.casefold().startswith(begun):
                fitting.setdefault(incomplete + name[len(incomplete) :], told)
    except (OSError, SahelError):  # no build: nothing to offer, and no place to say so
        return []
    return [(_write(name), fitting[name]) for name in sorted(fitting)]


def _write(name: str) -> str:
    """Return a name as the shell has to be given it."""
    if "complete_bash" not in os.environ.get("_SAHEL_KG_COMPLETE", ""):
        return name
    words, place = os.environ.get("COMP_WORDS", "").split("\n"), os.environ.get("COMP_CWORD", "")
    typed = words[int(place)] if place.isdecimal() and int(place) < len(words) else ""
    if typed[:1] in ("'", '"') or not _TO_ESCAPE.search(name):
        return name
    escaped = _Escaped(_TO_ESCAPE.sub(r"\\\1", name))
    escaped.name = name
    return escaped


def _read(ctx: Any) -> bytes:
    folder: Path | None = ctx.params.get("folder")
    return (build_folder(folder) / "asserted.nq").read_bytes()


def _names(ctx: Any, kinds: bytes) -> Iterator[tuple[str, str]]:
    for kind, name, label in re.findall(_NAMED % kinds, _read(ctx), re.MULTILINE):
        text = re.sub(r"\\(.)", r"\1", label.decode())
        if text.isprintable():
            yield text, f"{kind.decode()}:{name.decode()}"


def _relations() -> Iterator[tuple[str, str]]:
    text = (shipped("ontology") / "sahel.ttl").read_text("utf-8")
    yield from re.findall(_RELATION, text, re.MULTILINE)


def _questions() -> Iterator[tuple[str, str]]:
    for path in sorted(shipped("queries").glob("*.rq")):
        title = re.search(r"^# title: (.+)$", path.read_text("utf-8"), re.MULTILINE)
        yield path.stem, title[1] if title else ""
