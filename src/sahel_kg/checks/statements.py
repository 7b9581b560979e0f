"""Claims: their named graphs, and the identities that they state."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from pyoxigraph import Quad

from sahel_kg.errors import Problem
from sahel_kg.record.claims import RDF_TYPE, Claim
from sahel_kg.record.dataset import Asserted, read_text
from sahel_kg.record.identities import DIFFERENT_FROM, SAME_AS, find_clash, is_decision, read_disjoint, read_kinds
from sahel_kg.resources import shown
from sahel_kg.vocabulary import OA, PREFIXES, SKG, compact, value


def find_empty_or_untold(asserted: Asserted, claims: Sequence[Claim]) -> Iterator[Problem]:
    """Claims without a statement, and statements in a graph that is no claim."""
    typed = {
        value(q.subject) for q in asserted.about if q.predicate.value == RDF_TYPE and value(q.object) == str(SKG.Claim)
    }
    for claim in claims:
        file = asserted.origin.get(claim.iri, "")
        if not claim.statement:
            text = "states nothing: give it a named graph with its proposition, or delete it"
            yield Problem(file, claim.id, text)
        if claim.iri not in typed:
            text = "is a named graph without anything said about it: add `a skg:Claim` with kind, basis and source"
            yield Problem(file, claim.id, text)


def find_twice(asserted: Asserted) -> Iterator[Problem]:
    """Claims of one id that are there twice: what is said of both is taken together, and so needs one of each."""
    typed, several = Counter[str](), defaultdict[tuple[str, str], set[Quad]](set)
    for quad in asserted.about:
        subject = value(quad.subject)
        if quad.predicate.value == RDF_TYPE:
            typed[subject] += value(quad.object) == str(SKG.Claim)
        elif subject.startswith(PREFIXES["claim"]) and quad.predicate.value in _SINGLE:
            several[subject, quad.predicate.value].add(quad)
    told = {node.partition("#")[0] for (node, _), quads in several.items() if len(quads) > 1}
    for claim in sorted(told):
        if typed[claim] > 1:
            file = asserted.origin.get(claim, "")
            text = f"is there {_TIMES.get(typed[claim], f'{typed[claim]} times')}{_find_lines(asserted, file, claim)}"
            yield Problem(file, compact(claim), f"{text}: give each claim an id of its own, or delete one")


_TIMES = {2: "twice"}
_SINGLE = {
    *(
        str(SKG[name])
        for name in ("segment", "sha256", "kind", "basis", "credibility", "assessment", "locator", "record")
    ),
    *(str(OA.start), str(OA.end), PREFIXES["prov"] + "hadPrimarySource"),
}
"""Of which a claim has one."""


def _find_lines(asserted: Asserted, shown_as: str, claim: str) -> str:
    """Return the lines of a file on which a claim is declared, as the end of a phrase; "" if its syntax has none."""
    path = next((path for path in asserted.files if shown(path) == shown_as), None)
    if path is None:
        return ""
    name = rf"(?:{re.escape(compact(claim))}|<{re.escape(claim)}>)"
    declared = re.compile(rf"\s*{name}\s+(?:a\s|rdf:type\s)")
    lines = [str(at) for at, text in enumerate(read_text(path).splitlines(), 1) if declared.match(text)]
    return f" (lines {', '.join(lines[:-1])} and {lines[-1]})" if len(lines) > 1 else ""


def find_wrong_identities(asserted: Asserted, claims: Sequence[Claim]) -> Iterator[Problem]:
    """Identities that nobody decided, and decided ones that cannot be."""
    identities = (SAME_AS, DIFFERENT_FROM)
    said = {(q.graph_name, q.triple) for q in [*asserted.claims, *asserted.about] if q.predicate.value in identities}
    if not said:
        return
    decisions = {claim.iri for claim in claims if is_decision(claim)}
    counted = {claim.iri for claim in claims if claim.counts}
    kinds = read_kinds([*asserted.about, *(q for q in asserted.claims if value(q.graph_name) in counted)])
    disjoint = read_disjoint(asserted.ontology)
    for graph, triple in said:
        ends = value(triple.subject), value(triple.object)
        node = value(graph) or ends[0]
        file, relation = asserted.origin.get(node, ""), compact(triple.predicate.value)
        if value(graph) not in decisions:
            text = f"states {relation}: who is the same is decided with `sahel-kg link accept` or `reject`; delete it"
            yield Problem(file, compact(node), text)
        elif not all(end.startswith(PREFIXES["actor"]) for end in ends):
            text = f"{relation} joins {' and '.join(map(compact, ends))}: only actors can be decided upon"
            yield Problem(file, compact(node), text)
        elif (
            triple.predicate.value == SAME_AS
            and node in counted
            and (clash := find_clash(kinds[ends[0]], kinds[ends[1]], disjoint))
        ):
            what = " and ".join(f"{compact(end)} ({compact(c)[4:]})" for end, c in zip(ends, clash, strict=True))
            yield Problem(
                file, compact(node), f"makes {what} one, which cannot be: withdraw it with `sahel-kg link undo`"
            )
