"""The other way: what a claim states as the cells of a row, where a row can say it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Triple

from sahel_kg.desk.statements import ALSO_CALLED, happen, node, say_type
from sahel_kg.desk.words import IS_A, KindWord, RelationWord, Word, Wordbook
from sahel_kg.record.claims import RDF_TYPE
from sahel_kg.vocabulary import PREFIXES, SKG, value

Ends = Sequence[str]
NameOf = Callable[[str, Ends], str]
"""What a thing is called in a cell that takes some ends."""
_NAMED = tuple(PREFIXES[end] for end in ("event", "condition", "activity"))
_DENIAL = PREFIXES["owl"] + "NegativePropertyAssertion"


@dataclass
class Unrolled:
    """A row that says what a claim states.

    Parameters
    ----------
    subject, relation, object, number : str
        Cells; several names have ``;`` between.
    event : str
        IRI of the event that it tells, "" for none.
    denied : bool
    word : Word or None
    kinds : dict
        IRIs of events, conditions and activities whose kind the claim tells along with what it says of them.
    """

    subject: str
    relation: str
    object: str = ""
    number: str = ""
    event: str = ""
    denied: bool = False
    word: Word | None = None
    kinds: dict[str, str] = field(default_factory=dict)


def unroll(claim: str, statement: Sequence[Triple], words: Wordbook, name: NameOf) -> Unrolled | None:
    """Return the row that states what a claim does, None if no row can.

    Parameters
    ----------
    claim : str
        IRI.
    statement : sequence of Triple
    words : Wordbook
    name : callable
        Gives the name of an IRI, for a cell that takes some ends.
    """
    types = [(value(t.subject), value(t.object)) for t in statement if t.predicate.value == RDF_TYPE]
    rest = [t for t in statement if t.predicate.value != RDF_TYPE]
    if any(kind == _DENIAL for _, kind in types):
        return _unroll_denials(claim, rest, words, name)
    if any(kind == str(SKG.CasualtyReport) for _, kind in types):
        return _unroll_report(claim, rest, words, name)
    counts = [t for t in rest if t.predicate.value == str(SKG.eventCount)]
    if not [t for t in rest if t not in counts]:
        return _unroll_kinds(types, counts, words, name)
    return _unroll_happening(types, rest, words, name) or _unroll_relation(types, rest, words, name)


def _unroll_denials(claim: str, rest: Sequence[Triple], words: Wordbook, name: NameOf) -> Unrolled | None:
    said: dict[str, dict[str, str]] = {}
    for triple in rest:
        part = triple.predicate.value.removeprefix(PREFIXES["owl"])
        said.setdefault(value(triple.subject), {})[part] = value(triple.object)
    order = sorted(said, key=lambda node: (len(node), node))
    if any(set(said[node]) != {"sourceIndividual", "assertionProperty", "targetIndividual"} for node in order):
        return None
    relations = {said[node]["assertionProperty"] for node in order}
    word = _find_deniable(next(iter(relations)), words) if len(relations) == 1 else None
    if word is None:
        return None
    subjects = list(dict.fromkeys(said[node]["sourceIndividual"] for node in order))
    objects = list(dict.fromkeys(said[node]["targetIndividual"] for node in order))
    ends = (word.subject, word.object) if isinstance(word, RelationWord) else (("actor",), ("actor",))
    row = Unrolled(_cell(subjects, ends[0], name), word.word, _cell(objects, ends[1], name), denied=True, word=word)
    return row if len(order) == len(subjects) * len(objects) else None


def _find_deniable(term: str, words: Wordbook) -> Word | None:
    found = words.relations_by_term.get(term)
    return found or next((verb for verb in words.happenings if str(SKG[verb.relation or "-"]) == term), None)


def _unroll_report(claim: str, rest: Sequence[Triple], words: Wordbook, name: NameOf) -> Unrolled | None:
    said: dict[str, list[str]] = {}
    for triple in rest:
        if value(triple.subject) != f"{claim}#report":
            return None
        said.setdefault(triple.predicate.value.removeprefix(str(SKG)), []).append(value(triple.object))
    word = next((each for each in words.of_group("loss") if each.term in said.get("lossKind", ())), None)
    parties = said.get("party", []) + said.get("partyTogether", [])
    about = said.get("reportedFor", [])
    if word is None or len(about) != 1 or (len(parties) == 1) != ("party" in said):
        return None
    estimate = [said.get(part, [""])[0] for part in ("low", "best", "high")]
    number = _write_estimate(*estimate)
    if not number:
        return None
    return Unrolled(name(about[0], ("event", "actor")), word.word, _cell(parties, ("actor",), name), number, word=word)


def _write_estimate(low: str, best: str, high: str) -> str:
    """Return an estimate as a coder writes it."""
    if best and not low and not high:
        return best
    if low and not best:
        return f"between {low} and {high}" if high else f"at least {low}"
    if high and not best:
        return f"at most {high}"
    return ""


def _unroll_kinds(
    types: Sequence[tuple[str, str]], counts: Sequence[Triple], words: Wordbook, name: NameOf
) -> Unrolled | None:
    subjects = list(dict.fromkeys(subject for subject, _ in types))
    kinds = [[kind for each, kind in types if each == subject] for subject in subjects]
    told = [words.kinds_by_term.get(kind) for kind in (kinds[0] if kinds else ())]
    if not told or any(each is None for each in told) or any(set(each) != set(kinds[0]) for each in kinds):
        return None
    number = ""
    listed = [each for each in told if each is not None]
    if counts:
        if len(counts) > 1 or len(subjects) > 1 or value(counts[0].subject) != subjects[0]:
            return None
        number = f"{value(counts[0].object)} events"
        listed = [each for each in listed if each.term != str(SKG.EventSeries)]
    if not listed or any(each.end == "place" for each in listed):
        return None
    ends = tuple(dict.fromkeys(each.end for each in listed))
    said = "; ".join(each.word for each in listed)
    return Unrolled(_cell(subjects, ends, name), IS_A, said, number, word=words.find(IS_A, "relation"))


def _unroll_happening(
    types: Sequence[tuple[str, str]], rest: Sequence[Triple], words: Wordbook, name: NameOf
) -> Unrolled | None:
    events = {subject for subject, _ in types}
    if len(events) != 1 or not rest:
        return None
    (event,) = events
    roles: dict[str, list[str]] = {}
    ties = [t for t in rest if value(t.subject) != event]
    for triple in rest:
        if triple not in ties:
            roles.setdefault(triple.predicate.value.removeprefix(str(SKG)), []).append(value(triple.object))
    stated = {*rest, *(say_type(event, kind) for _, kind in types)}
    for verb in words.happenings:
        subjects = roles.get(verb.subject_role, [])
        objects = roles.get(verb.object_role, []) if verb.object_role != verb.subject_role else []
        if verb.tie:
            subjects = list(dict.fromkeys(value(t.subject) for t in ties))
            objects = list(dict.fromkeys(value(t.object) for t in ties))
        if subjects and stated == {*happen(event, verb, subjects, [node(iri) for iri in objects])}:
            subject, thing = _cell(subjects, ("actor",), name), _cell(objects, verb.object_may_be, name)
            return Unrolled(subject, verb.word, thing, event=event, word=verb)
    return None


def _unroll_relation(
    types: Sequence[tuple[str, str]], rest: Sequence[Triple], words: Wordbook, name: NameOf
) -> Unrolled | None:
    relations = {t.predicate.value for t in rest}
    word = words.relations_by_term.get(next(iter(relations))) if len(relations) == 1 else None
    if word is None:
        return None
    subjects = list(dict.fromkeys(value(t.subject) for t in rest))
    objects = list(dict.fromkeys(value(t.object) for t in rest))
    spoken_of = {*subjects, *objects}
    kinds: dict[str, str] = {}
    for subject, kind in types:
        known = words.kinds_by_term.get(kind)
        if not isinstance(known, KindWord) or subject not in spoken_of or not subject.startswith(_NAMED):
            return None
        if kinds.setdefault(subject, known.word) != known.word:
            return None
    if len(rest) != len(subjects) * len(objects):
        return None
    told = Unrolled(_cell(subjects, word.subject, name), word.word, word=word, kinds=kinds)
    literal = {"number", "text", "year"} & set(word.object)
    told.object = "; ".join(objects) if literal else _cell(objects, word.object, name)
    return told


def _cell(iris: Sequence[str], ends: Ends, name: NameOf) -> str:
    return "; ".join(name(iri, ends) for iri in iris)


def tell(claim: str, statement: Sequence[Triple], words: Wordbook, labels: Callable[[str], str]) -> str:
    """Return what a claim states in the words of a sheet; in plain triples where no row could say it."""

    def name(iri: str, ends: Ends) -> str:
        fixed = next((word.word for word in words.of_group("value") if word.term == iri), None)
        return fixed or labels(iri) or "it"

    row = unroll(claim, statement, words, name)
    if row is None and {t.predicate.value for t in statement} == {ALSO_CALLED}:
        return f"{labels(value(statement[0].subject))} is also called {'; '.join(value(t.object) for t in statement)}"
    if row is None:
        return "; ".join(
            " ".join((labels(value(t.subject)), labels(t.predicate.value), labels(value(t.object)))) for t in statement
        )
    relation = "is an" if row.relation == IS_A and row.object[:1] in tuple("aeiou") else row.relation
    said = " ".join(part for part in (row.subject, relation, row.object) if part)
    beside = [
        part for part in ("denied" if row.denied else "", row.number, labels(row.event) if row.event else "") if part
    ]
    return said + (f" ({'; '.join(beside)})" if beside else "")
