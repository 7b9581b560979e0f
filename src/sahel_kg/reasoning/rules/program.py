"""From rules to clauses: joins over facts and lists, ordered and classified, with no database in sight.

A rule that reads lists whole (`rl:each`, `rl:chain`) becomes a clause for each short length, in which every member
has a join, and one for all that are longer; whatever the data are. A rule becomes one clause more where a body atom
``?x owl:sameAs ?y`` may hold because ?x and ?y are one thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from sahel_kg.reasoning.language import OWL, RDF, RL, is_language
from sahel_kg.reasoning.rules.statements import ListAtom, Rule, Variable

Atom = tuple[str, str, str]
"""Texts and variables."""
LITERAL_RELATIONS: Mapping[str, str] = {
    RL.inDatatype: "in_datatype",
    RL.notInDatatype: "not_in_datatype",
    RL.otherValue: "other_value",
    RL.sameValue: "same_value",
}
"""Tables of what the value space says of literals; an engine fills them with what its clauses may ask."""
LONGEST = {"each": 4, "chain": 8}
"""Lists up to these lengths are written out: a join for each member."""

BUILT_IN = frozenset({"dt-type2", "dt-eq", "dt-diff"})


@dataclass(frozen=True)
class ListRow:
    """An atom over a side table: a list with its members, or with one or two of them; a literal with a datatype.

    Parameters
    ----------
    table : str
        "member", "pair" or "list3" for lists of three.
    terms : tuple of term
        The list, then what is read of it.
    """

    table: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Every:
    """Atoms that hold for every member of a list that is too long to be written out: its members are counted.

    Parameters
    ----------
    list : term
    member : Variable
    atoms : tuple of triple
    shared : tuple of Variable
        Those of the atoms' variables that the rest of the rule has too.
    beyond : int
        The list is longer than this.
    """

    list: str
    member: Variable
    atoms: tuple[Atom, ...]
    shared: tuple[Variable, ...]
    beyond: int


@dataclass(frozen=True)
class ListReach:
    """A chain by a list that is too long to be written out: its halves are followed, and theirs, down to its members.

    Parameters
    ----------
    list : term
    start, end : term
        What the chain joins.
    beyond : int
        The list is longer than this.
    """

    list: str
    start: str
    end: str
    beyond: int


@dataclass(frozen=True)
class Star:
    """A clause that says which things are one thing, symmetric in the two: it need only name the least.

    Parameters
    ----------
    one, other : Variable
        What is said to be the same; exchanging them gives the same body.
    half : tuple of int
        The atoms about `one`; those about `other` are their copies.
    rest : tuple of int
        The atoms about neither.
    """

    one: Variable
    other: Variable
    half: tuple[int, ...]
    rest: tuple[int, ...]


@dataclass(frozen=True)
class Clause:
    """A rule for lists of given lengths.

    Parameters
    ----------
    rule : Rule
    atoms : tuple of triple
        Patterns over facts.
    rows : tuple of ListRow
    guards : tuple of (term, term)
        Pairs that must not be known to be the same.
    head : tuple of triple
        Empty for a finding.
    every : tuple of Every
    ways : tuple of ListReach
    unequal : tuple of (term, term)
        Pairs of the rule's body that differ as they are two values.
    same : tuple of (term, term)
        Pairs of the rule's body that hold because both terms were taken for one thing.
    said : tuple of triple
        The atoms with the rule's own variables: where `same` is empty, the atoms.
    star : Star, optional
    transitive : term, optional
        The property (a constant or a variable) if the clause says that it is transitive.
    """

    rule: Rule[str]
    atoms: tuple[Atom, ...]
    rows: tuple[ListRow, ...]
    guards: tuple[tuple[str, str], ...]
    head: tuple[Atom, ...]
    every: tuple[Every, ...] = ()
    ways: tuple[ListReach, ...] = ()
    unequal: tuple[tuple[str, str], ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    said: tuple[Atom, ...] = ()
    star: Star | None = None
    transitive: str | None = None

    @property
    def lists(self) -> frozenset[str]:
        """The tables of lists that it reads; of those that are too long to be written out, "each" and "chain"."""
        rows = {row.table for row in self.rows} - set(LITERAL_RELATIONS.values())
        return frozenset(rows | ({"each"} if self.every else set()) | ({"chain"} if self.ways else set()))

    @property
    def long_lists(self) -> list[str]:
        """What its long lists are called as tables."""
        return [
            *(f"e{number}" for number in range(len(self.every))),
            *(f"w{number}" for number in range(len(self.ways))),
        ]


def is_schema(atom: Atom) -> bool:
    """Tell whether a pattern can only match what is said in the language of OWL, which is little."""
    _, predicate, obj = atom
    return is_language(obj if predicate == RDF.type else predicate)


def compile_rules(rules: tuple[Rule[str], ...], *, written_out: bool = True) -> tuple[Clause, ...]:
    """Return the clauses of rules; axioms have none, nor have the rules dt-* that an engine builds in.

    Parameters
    ----------
    rules : tuple of Rule
    written_out : bool
        Whether short lists that are read whole have clauses of their own.
    """
    return _compile(rules, LONGEST["each"], LONGEST["chain"]) if written_out else _compile(rules, 0, 0)


@lru_cache(maxsize=64)
def _compile(rules: tuple[Rule[str], ...], each: int, chain: int) -> tuple[Clause, ...]:
    clauses = [
        clause
        for rule in rules
        if rule.body and not (rule.head and rule.name in BUILT_IN)
        for clause in _unroll(rule, {"each": each, "chain": chain})
    ]
    if any(rule.name == "dt-diff" and rule.head for rule in rules):
        clauses += [each for clause in clauses for each in _separate(clause)]
    return tuple(_classify(each) for clause in clauses for each in (clause, *_unify(clause)))


def list_constants(rules: Iterable[Rule[str]]) -> Iterator[str]:
    """Yield the terms that rules name."""
    for rule in rules:
        triples = [*rule.body, *rule.head, *rule.guards, *(each.terms for each in rule.lists)]
        triples += [atom for each in rule.lists for atom in each.body]
        triples += [(each.list,) for each in rule.lists]
        yield from (term for triple in triples for term in triple if not isinstance(term, Variable))
        yield from (*rule.needed_for, *rule.needed_with)


def variables(atoms: Iterable[Iterable[str]]) -> set[Variable]:
    """Return the variables of atoms."""
    return {term for atom in atoms for term in atom if isinstance(term, Variable)}


def _unroll(rule: Rule[str], longest: Mapping[str, int]) -> Iterator[Clause]:
    """Yield a clause for each combination of lengths of the lists that a rule reads whole."""
    atoms = tuple(atom for atom in rule.body if atom[1] not in LITERAL_RELATIONS)
    rows = tuple(ListRow(LITERAL_RELATIONS[p], (s, o)) for s, p, o in rule.body if p in LITERAL_RELATIONS)
    started = [Clause(rule, atoms, rows, rule.guards, rule.head)]
    for number, device in enumerate(rule.lists):
        started = [more for clause in started for more in _unroll_device(clause, device, number, longest)]
    yield from started


def _unroll_device(clause: Clause, device: ListAtom[str], number: int, longest: Mapping[str, int]) -> Iterator[Clause]:
    """Yield a clause with what a device asks: a row of the list's table, or the atoms for its members."""
    if device.device in ("member", "pair"):
        yield replace(clause, rows=(*clause.rows, ListRow(device.device, (device.list, *device.terms))))
        return
    most = longest[device.device]
    for length in range(1, most + 1):
        members = tuple(Variable(f"_m{number}_{place}") for place in range(length))
        if device.device == "each":
            atoms = tuple(_for_each(device, clause.rule, number, members))
        else:
            start, end = device.terms
            stops = [start, *(Variable(f"_u{number}_{place}") for place in range(1, length)), end]
            atoms = tuple(zip(stops[:-1], members, stops[1:], strict=True))
        row = ListRow(f"list{length}", (device.list, *members))
        yield replace(clause, atoms=clause.atoms + atoms, rows=(*clause.rows, row))
    if device.device == "chain":
        start, end = device.terms
        yield replace(clause, ways=(*clause.ways, ListReach(device.list, start, end, most)))
        return
    member = device.terms[0]
    assert isinstance(member, Variable)
    shared = sorted(variables(device.body) & _list_outside(device, clause.rule))
    yield replace(clause, every=(*clause.every, Every(device.list, member, device.body, tuple(shared), most)))


def _for_each(device: ListAtom[str], rule: Rule[str], number: int, members: Iterable[Variable]) -> Iterator[Atom]:
    """Yield the atoms of an rl:each for each member; what stands only in them has a copy per member."""
    outside = _list_outside(device, rule)
    for place, member in enumerate(members):
        names: dict[str, str] = {
            each: Variable(f"{each}_{number}_{place}") for each in variables(device.body) - outside
        }
        names[device.terms[0]] = member
        for s, p, o in device.body:
            yield names.get(s, s), names.get(p, p), names.get(o, o)


def _separate(clause: Clause) -> Iterator[Clause]:
    """Yield the clause for things said to differ that are two values, whose difference is not written down."""
    said = [atom for atom in clause.atoms if atom[1] == OWL.differentFrom]
    rest = tuple(atom for atom in clause.atoms if atom[1] != OWL.differentFrom)
    bound = variables(rest) | variables(row.terms for row in clause.rows)
    bound |= variables((way.start, way.end) for way in clause.ways)
    if said and rest and variables(said) <= bound:
        yield replace(clause, atoms=rest, unequal=tuple((left, right) for left, _, right in said))


def _list_outside(device: ListAtom[str], rule: Rule[str]) -> set[Variable]:
    """Return the variables that a rule has outside the braces of an rl:each."""
    outside = variables([*rule.body, *rule.head, *rule.guards])
    return outside | variables((other.list, *other.terms) for other in rule.lists if other is not device)


def _unify(clause: Clause) -> Iterator[Clause]:
    """Yield the clause that holds where the two terms of its owl:sameAs atoms are one thing."""
    equalities = [atom for atom in clause.atoms if atom[1] == OWL.sameAs]
    if not equalities or "equality" in clause.rule.flags:
        return
    names: dict[str, str] = {}
    for left, _, right in equalities:
        one, other = _resolve(left, names), _resolve(right, names)
        if one != other:
            kept, gone = (other, one) if isinstance(one, Variable) else (one, other)
            if not isinstance(gone, Variable):
                return  # two constants
            names[gone] = kept
    rest = tuple(atom for atom in clause.atoms if atom[1] != OWL.sameAs)
    unified = replace(
        clause,
        atoms=tuple(_rename(atom, names) for atom in rest),
        rows=tuple(ListRow(row.table, tuple(_resolve(term, names) for term in row.terms)) for row in clause.rows),
        guards=tuple((_resolve(left, names), _resolve(right, names)) for left, right in clause.guards),
        head=tuple(_rename(atom, names) for atom in clause.head),
        every=tuple(_rename_every(every, names) for every in clause.every),
        ways=tuple(
            ListReach(_resolve(way.list, names), _resolve(way.start, names), _resolve(way.end, names), way.beyond)
            for way in clause.ways
        ),
        same=tuple((left, right) for left, _, right in equalities),
        said=rest,
    )
    bound = variables(unified.atoms) | variables(row.terms for row in unified.rows)
    bound |= variables((way.start, way.end) for way in unified.ways) | variables(each.shared for each in unified.every)
    if unified.atoms and variables(unified.head) <= bound and variables(unified.guards) <= bound:
        yield unified


def _resolve(term: str, names: Mapping[str, str]) -> str:
    while term in names:
        term = names[term]
    return term


def _rename(atom: Atom, names: Mapping[str, str]) -> Atom:
    s, p, o = (_resolve(term, names) for term in atom)
    return s, p, o


def _rename_every(every: Every, names: Mapping[str, str]) -> Every:
    shared = {_resolve(term, names) for term in every.shared}
    return replace(
        every,
        list=_resolve(every.list, names),
        atoms=tuple(_rename(atom, names) for atom in every.atoms),
        shared=tuple(sorted(term for term in shared if isinstance(term, Variable))),
    )


def _classify(clause: Clause) -> Clause:
    """Tell the clauses that an engine may evaluate in a better way than by their joins."""
    return replace(
        clause, said=clause.said or clause.atoms, star=_find_star(clause), transitive=_find_transitive(clause)
    )


def _find_star(clause: Clause) -> Star | None:
    if len(clause.head) != 1 or clause.head[0][1] != OWL.sameAs or "equality" in clause.rule.flags:
        return None
    if clause.guards or clause.every or clause.ways:
        return None
    one, _, other = clause.head[0]
    if not (isinstance(one, Variable) and isinstance(other, Variable)) or one == other:
        return None
    if any(one in row.terms or other in row.terms for row in clause.rows):
        return None
    half = tuple(place for place, atom in enumerate(clause.atoms) if one in atom)
    copies = {_rename(clause.atoms[place], {one: other}) for place in half}
    others = {place for place, atom in enumerate(clause.atoms) if other in atom}
    if {clause.atoms[place] for place in others} != copies or others & set(half):
        return None
    rest = tuple(place for place in range(len(clause.atoms)) if place not in others and place not in half)
    return Star(one, other, half, rest)


def _find_transitive(clause: Clause) -> str | None:
    if len(clause.head) != 1 or clause.lists or clause.rows or clause.guards or "equality" in clause.rule.flags:
        return None
    start, link, end = clause.head[0]
    steps = [atom for atom in clause.atoms if atom[1] == link and not is_schema_marker(atom, link)]
    if len(steps) != 2 or not isinstance(start, Variable) or not isinstance(end, Variable) or start == end:
        return None
    rest = [atom for atom in clause.atoms if atom not in steps]
    first, second = sorted(steps, key=lambda atom: atom[0] != start)
    middle = first[2]
    is_path = first[0] == start and second[0] == middle and second[2] == end
    if not is_path or middle in (start, end) or not isinstance(middle, Variable):
        return None
    if isinstance(link, Variable):
        marker = (link, RDF.type, OWL.TransitiveProperty)
        return link if rest == [marker] else None
    return link if not rest else None


def is_schema_marker(atom: Atom, link: str) -> bool:
    """Tell whether an atom says something of a property rather than by it."""
    return atom[0] == link
