"""Decisions: what a person says about two actors of different sources, as claims that can be taken back.

They stand in ``claims/decisions.trig`` of the user's data folder. Nothing in it is ever changed or deleted: a decision
is withdrawn by a line more. What one would change is told before it is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from sahel_kg.errors import UsageError
from sahel_kg.record import dataset
from sahel_kg.record.bounds import Bounds, parse_date
from sahel_kg.record.claims import RDF_TYPE, Claim, read_claims
from sahel_kg.record.dataset import Asserted
from sahel_kg.record.identities import (
    DECIDED,
    RULES,
    find_clash,
    find_common_source,
    is_decision,
    read_disjoint,
    read_origins,
    read_speakers,
)
from sahel_kg.record.spelling import fold
from sahel_kg.resources import shown
from sahel_kg.vocabulary import PREFIXES, SKG, compact, expand, value

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build

FILE = Path("claims") / "decisions.trig"
"""Where decisions stand in a data folder."""
DATED = ("preceded-by", "stands-for", "overlaps-with")
"""Decisions that need to say when."""
_WORDS = {relation: word for word, relation in DECIDED.items()}
_PREFIXES = ("skg", "actor", "claim", "coder", "source", "dct", "owl", "prov", "rdfs", "xsd")
_HEADER = """# Which actors of different sources are the same: written by `sahel-kg link`.
# A decision is never deleted: `sahel-kg link undo` withdraws it.
"""


@dataclass(frozen=True)
class Decision:
    """A decision that was made.

    Parameters
    ----------
    claim : Claim
    one, other : str
        IRIs of the actors.
    verdict : str
        A key of `identities.DECIDED`.
    """

    claim: Claim
    one: str
    other: str
    verdict: str

    @property
    def pair(self) -> frozenset[str]:
        """The two actors, in either order."""
        return frozenset((self.one, self.other))


@dataclass(frozen=True)
class Wish:
    """A decision to be made.

    Parameters
    ----------
    one, other : str
        IRIs of the actors.
    verdict : str
        A key of `identities.DECIDED`.
    because : str
    by : str
        Whoever decides: a name, or the CURIE of a coder.
    day : date
    since, until : str, optional
        Day, month or year; when the other became the one, or from when until when they overlapped.
    reliability : str
    credibility : int
    """

    one: str
    other: str
    verdict: str
    because: str
    by: str
    day: date
    since: str | None = None
    until: str | None = None
    reliability: str = "B"
    credibility: int = 2


def read_decisions(claims: Iterable[Claim]) -> list[Decision]:
    """Return the decisions among claims, withdrawn ones included, by their ids."""
    found = []
    for claim in claims:
        if is_decision(claim):
            for triple in claim.statement:
                verdict = _WORDS.get(triple.predicate.value)
                if verdict:
                    found.append(Decision(claim, value(triple.subject), value(triple.object), verdict))
    return sorted(found, key=lambda each: each.claim.iri)


def find_standing(decisions: Iterable[Decision], one: str, other: str) -> list[Decision]:
    """Return the decisions about two actors that are not withdrawn."""
    return [each for each in decisions if each.pair == {one, other} and each.claim.withdrawn is None]


# -- what may be decided at all


def check(wish: Wish, build: Build, asserted: Asserted, decided: Sequence[Decision]) -> Wish:
    """Refuse what cannot be decided; return the wish with the actor made by hand first, where the order says nothing.

    Raises
    ------
    UsageError
        With what to do instead.
    """
    one, other = wish.one, wish.other
    origins = read_origins(asserted.about)
    ids = f"{compact(one)} and {compact(other)}"
    if one == other:
        text = f"both names mean {compact(one)}: give the other actor's id, as `sahel-kg link` lists it"
        raise UsageError(text)
    if source := find_common_source(one, other, origins, read_speakers(build.claims)):
        raise UsageError(f"{ids} are both in {compact(source)}, which tells them apart: link joins what no source does")
    for iri in (one, other):
        if wish.verdict == "same" and build.actors[iri].described:
            text = f"{compact(iri)} is described, not named, so nobody can tell that it is the same"
            raise UsageError(f"{text}: use --as overlaps-with, or reject it")
    if wish.verdict == "same" and (wish.since or wish.until):
        text = "the same is the same all the time: leave --from and --to away, or use --as stands-for"
        raise UsageError(text)
    if wish.verdict in DATED and not (wish.since or wish.until):
        raise UsageError(f"--as {wish.verdict} needs a date: give --from, --to or both (a day, a month or a year)")
    clash = find_clash(build.actors[one].classes, build.actors[other].classes, read_disjoint(build.ontology))
    if wish.verdict == "same" and clash:
        told = f"{compact(one)} ({compact(clash[0])[4:]}) and {compact(other)} ({compact(clash[1])[4:]})"
        raise UsageError(f"{told}: nothing is both, so they are not the same; use --as overlaps-with, or reject it")
    for name, text in (("because", wish.because), ("by", wish.by)):
        if not text.strip():
            raise UsageError(f"--{name} is empty: say {'why' if name == 'because' else 'who decides'}")
    _bounds(wish)
    is_by_hand = [iri not in origins for iri in (one, other)]
    if wish.verdict != "preceded-by" and is_by_hand == (
        [True, False] if wish.verdict == "stands-for" else [False, True]
    ):
        wish = replace(wish, one=other, other=one)
    for each in find_standing(decided, one, other):
        same = (each.one, each.other, each.verdict) == (wish.one, wish.other, wish.verdict)
        if same and each.claim.bounds == _bounds(wish):
            who = compact(each.claim.coder or "")
            ids = f"{compact(wish.one)} and {compact(wish.other)}"
            raise UsageError(f"{ids}: that is decided already ({each.claim.id}, {each.claim.created}, by {who})")
    return wish


def _bounds(wish: Wish) -> Bounds:
    """Return the bounds of a decision: of a change the time in which it lies, of an overlap its first and last day."""
    days: list[date | None] = []
    for option, text in (("--from", wish.since), ("--to", wish.until)):
        try:
            days += [parse_date(text), parse_date(text, last=True)] if text else [None, None]
        except ValueError as error:
            raise UsageError(f"{option} {error}") from None
    if days[0] and days[3] and days[0] > days[3]:
        raise UsageError(f"--from {wish.since} is after --to {wish.until}: exchange them")
    if wish.verdict == "preceded-by":  # it happened some time in between
        return Bounds(days[0], days[3], days[0], days[3])
    return Bounds(*days)


# -- writing


@dataclass(frozen=True)
class DecisionDraft:
    """A decision as it would be written.

    Parameters
    ----------
    text : str
        The whole of `FILE`, what stood there before included.
    quads : tuple of Quad
        What is new in it.
    lines : tuple of str
        What is new in it, as it stands there.
    withdrawn : tuple of Decision
        Earlier decisions that it takes back.
    """

    text: str
    quads: tuple[Quad, ...]
    lines: tuple[str, ...]
    withdrawn: tuple[Decision, ...] = ()


def draft(wish: Wish, asserted: Asserted, decided: Sequence[Decision], before: str) -> DecisionDraft:
    """Write a decision, and withdraw earlier ones about the same two.

    Parameters
    ----------
    wish : Wish
        As `check` returns it.
    asserted : Asserted
        All data: who is declared already.
    decided : sequence of Decision
    before : str
        What stands in the file.
    """
    earlier = find_standing(decided, wish.one, wish.other)
    coder, lines = _declare(wish, asserted)
    stem = f"decision-{_local(wish.one)}-{_local(wish.other)}"
    taken = {each.claim.id.removeprefix("claim:") for each in decided}
    number = next(n for n in range(1, len(taken) + 2) if _numbered(stem, n) not in taken)
    name = _numbered(stem, number)
    for each in earlier:
        lines.append(_withdraw(each, f"decided anew in claim:{name} by {coder}, {wish.day}"))
    kind = "Assessed ; skg:assessment skg:Judgement" if wish.verdict == "later" else "Reported"
    lines.append(
        f"claim:{name} {{ {_term(wish.one)} {_term(DECIDED[wish.verdict])} {_term(wish.other)} . }}\n"
        f"claim:{name} a skg:Claim ; skg:kind skg:{kind} ; "
        f"skg:basis skg:Background ; skg:credibility {wish.credibility} ;\n    "
        + ("" if wish.verdict in DATED else "skg:aspect skg:Timeless ; ")
        + "".join(f"skg:{bound} {_dated(given)} ; " for bound, given in _spelled(wish))
        + f"skg:note {Literal(wish.because.strip())} ;\n"
        f"    prov:hadPrimarySource {_source(coder)} ; skg:record {Literal(name)} ;\n"
        f'    prov:wasAttributedTo {coder} ; dct:created "{wish.day}"^^xsd:date ; skg:codebook "{RULES}" .\n'
    )
    return _append(before, lines, tuple(earlier))


def draft_undoing(earlier: Sequence[Decision], because: str, by: str, day: date, before: str) -> DecisionDraft:
    """Withdraw decisions."""
    if not because.strip() or not by.strip():
        raise UsageError(f"--{'by' if because.strip() else 'because'} is empty: say who undoes it, and why")
    return _append(
        before, [_withdraw(each, f"{because.strip()} ({by.strip()}, {day})") for each in earlier], tuple(earlier)
    )


def _append(before: str, lines: Sequence[str], withdrawn: tuple[Decision, ...]) -> DecisionDraft:
    known = dict(re.findall(r"@prefix\s+([\w-]*):\s*<([^>]*)>", before))
    missing = [name for name in _PREFIXES if known.get(name) != PREFIXES[name]]
    added = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in missing)
    body = "\n".join(lines)
    head = before if before.endswith("\n") or not before else before + "\n"
    text = (head or _HEADER) + "\n" + (added + "\n" if added else "") + body
    every = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in _PREFIXES)
    return DecisionDraft(text, tuple(parse(every + body, format=RdfFormat.TRIG)), tuple(lines), withdrawn)


def redraft(drafted: DecisionDraft, before: str, now: str) -> DecisionDraft | None:
    """Write a draft after what others have written since; None if that is about the same things.

    Parameters
    ----------
    drafted : DecisionDraft
    before, now : str
        What stood in the file, and what does.
    """
    ours = set(drafted.quads)
    theirs = set(parse(now, format=RdfFormat.TRIG)) - set(parse(before, format=RdfFormat.TRIG))
    if _about(ours - theirs) & _about(theirs - ours):
        return None
    return _append(now, [line for line in drafted.lines if line not in now], drafted.withdrawn)


def _about(quads: Iterable[Quad]) -> set[object]:
    """Return what quads describe: nodes, and of claims the pairs of actors."""
    return {
        frozenset((quad.subject, quad.object)) if isinstance(quad.graph_name, NamedNode) else quad.subject
        for quad in quads
    }


def _withdraw(each: Decision, why: str) -> str:
    return f"{_term(each.claim.iri)} skg:withdrawn {Literal(why)} .\n"


def _declare(wish: Wish, asserted: Asserted) -> tuple[str, list[str]]:
    """Return the coder, and what declares it and the source of its decisions where nothing does yet."""
    who = " ".join(wish.by.split())
    given = expand(who) if who.startswith("coder:") else None
    slug = given.removeprefix(PREFIXES["coder"]) if given else fold(who).replace(" ", "-")
    if not re.fullmatch(r"\w[\w-]*", slug):
        raise UsageError(f"--by {wish.by}: no name can be made of that; give letters or digits")
    coder = f"coder:{slug}"
    iri = PREFIXES["coder"] + slug
    typed = {value(q.subject) for q in asserted.about if q.predicate.value == RDF_TYPE}
    letters = {value(q.subject): value(q.object) for q in asserted.about if q.predicate.value == str(SKG.reliability)}
    source = expand(_source(coder)) or ""
    if given and iri not in typed:
        raise UsageError(f"no file declares {coder}: give a name instead")
    lines = []
    if iri not in typed:
        lines.append(f"{coder} a skg:Coder ; rdfs:label {Literal(who, language='en')} .\n")
    if source not in typed:
        labels = {
            value(q.subject): value(q.object) for q in asserted.about if q.predicate.value == PREFIXES["rdfs"] + "label"
        }
        label = labels.get(iri, who)
        title = Literal(f"Which actors are the same: decisions of {label}")
        lines.append(
            f"{_source(coder)} a skg:Source ; dct:title {title} ;\n"
            f'    dct:publisher {Literal(label)} ; rdfs:seeAlso {coder} ; skg:reliability "{wish.reliability}" .\n'
        )
    elif letters.get(source, wish.reliability) != wish.reliability:
        text = f"decisions of {who} are of reliability {letters[source]} already: leave --reliability away"
        raise UsageError(text)
    return coder, lines


def _source(coder: str) -> str:
    return "source:decisions-" + coder.removeprefix("coder:")


def _numbered(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}-{number}"


def _local(iri: str) -> str:
    return re.sub(r"[^\w-]+", "-", iri.removeprefix(PREFIXES["actor"]).rpartition("/")[2])


def _term(iri: str) -> str:
    curie = compact(iri)
    return curie if re.fullmatch(r"[a-z]+:\w[\w-]*", curie) else f"<{iri}>"


def _spelled(wish: Wish) -> list[tuple[str, str]]:
    """Return the bounds as they were given: a year stays one."""
    first, last = wish.since, wish.until
    if wish.verdict == "preceded-by":
        given = [("earliestBegin", first), ("latestBegin", last), ("earliestEnd", first), ("latestEnd", last)]
    else:
        given = [("earliestBegin", first), ("latestBegin", first), ("earliestEnd", last), ("latestEnd", last)]
    return [(bound, text) for bound, text in given if text]


def _dated(text: str) -> str:
    kind = ("gYear", "gYearMonth", "date")[text.count("-")]
    return f'"{text}"^^xsd:{kind}'


# -- the data as they would be


def add(asserted: Asserted, quads: Iterable[Quad]) -> list[Claim]:
    """Return the decisions among data with these quads besides."""
    about, claims = list(asserted.about), list(asserted.claims)
    for quad in quads:
        (claims if isinstance(quad.graph_name, NamedNode) else about).append(quad)
    decided = {value(q.subject) for q in about if q.predicate.value == str(SKG.codebook) and value(q.object) == RULES}
    return read_claims(
        (q for q in claims if value(q.graph_name) in decided), (q for q in about if value(q.subject) in decided)
    )


def read_file(folder: Path) -> str:
    """Return the text of the file of decisions, "" if there is none yet.

    Raises
    ------
    UsageError
        If it cannot be read, or the folder is none.
    ParseError
        If it is no TriG: what it says has to be mended by hand.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--data {shown(folder)} is a file: name a folder")
    path = folder / FILE
    if not path.exists():
        return ""
    dataset.read_quads(path)
    return dataset.read_text(path)
