"""What a row states, as triples: a relation, a happening with its roles, losses, a kind, a denial."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from sahel_kg.desk.words import HappeningWord
from sahel_kg.record.claims import RDF_TYPE
from sahel_kg.vocabulary import PREFIXES, SKG, value

Term = NamedNode | Literal
_OWL = PREFIXES["owl"]
SUBSUMES = str(SKG.subsumes)
ALSO_CALLED = PREFIXES["skos"] + "altLabel"
_INTEGER = NamedNode(PREFIXES["xsd"] + "integer")


def node(iri: object) -> NamedNode:
    """Return an IRI as a node."""
    return NamedNode(str(iri))


def whole(number: int) -> Literal:
    """Return a whole number as a literal."""
    return Literal(str(number), datatype=_INTEGER)


def say(subject: str, relation: object, thing: Term) -> Triple:
    """Return one triple."""
    return Triple(node(subject), node(relation), thing)


def say_type(subject: str, kind: object) -> Triple:
    """Return that something is of a kind."""
    return say(subject, RDF_TYPE, node(kind))


def find_subsumed(told: Iterable[Sequence[Triple]]) -> set[str]:
    """Return the IRIs of reports of which statements say that one is among another's dead, both of them."""
    ends = ((t.subject, t.object) for statement in told for t in statement if t.predicate.value == SUBSUMES)
    return {value(end) for pair in ends for end in pair}


def join(subjects: Sequence[str], relation: str, objects: Sequence[Term]) -> list[Triple]:
    """Return all pairs."""
    return [say(subject, relation, each) for subject in subjects for each in objects]


def deny(claim: str, subjects: Sequence[str], relation: str, objects: Sequence[Term]) -> list[Triple]:
    """Return that none of the pairs is so."""
    out = []
    pairs = [(subject, each) for subject in subjects for each in objects]
    for number, (subject, each) in enumerate(pairs, 1):
        denial = f"{claim}#denial-{number}"
        target = "targetIndividual" if isinstance(each, NamedNode) else "targetValue"
        out += [
            say_type(denial, _OWL + "NegativePropertyAssertion"),
            say(denial, _OWL + "sourceIndividual", node(subject)),
            say(denial, _OWL + "assertionProperty", node(relation)),
            say(denial, _OWL + target, each),
        ]
    return out


def happen(event: str, verb: HappeningWord, subjects: Sequence[str], objects: Sequence[Term]) -> list[Triple]:
    """Return that an event of some types happened, who had which role in it, and who was so against whom."""
    return [
        *(say_type(event, SKG[name]) for name in verb.types),
        *(say(event, SKG[verb.subject_role], node(subject)) for subject in subjects),
        *(say(event, SKG[verb.object_role], each) for each in objects),
        *(join(subjects, str(SKG[verb.relation]), objects) if verb.tie else ()),
    ]


def report(
    claim: str, about: str, parties: Sequence[str], kind: str, numbers: tuple[int | None, int | None, int | None]
) -> Iterator[Triple]:
    """Yield what is told of losses: of whom, where, how, and the lowest, best and highest number."""
    name = f"{claim}#report"
    yield say_type(name, SKG.CasualtyReport)
    yield say(name, SKG.reportedFor, node(about))
    yield say(name, SKG.lossKind, node(kind))
    yield from (say(name, SKG.party if len(parties) == 1 else SKG.partyTogether, node(party)) for party in parties)
    for estimate, number in zip(("low", "best", "high"), numbers, strict=True):
        if number is not None:
            yield say(name, SKG[estimate], whole(number))
