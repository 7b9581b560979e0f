"""Rules as data: the profiles that come with the package, and the rule files of a user.

The notation is described in `sahel_kg.reasoning.rules.notation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError, suggest
from sahel_kg.reasoning.inputs import PathLike
from sahel_kg.reasoning.language import OWL, RDF, RDFS
from sahel_kg.reasoning.rules.compiled import read_rules, to_nodes
from sahel_kg.reasoning.rules.statements import Device, ListAtom, Rule, RuleError, RuleKind, rank_rule, shorten

if TYPE_CHECKING:
    from rdflib.term import Node

Term = TypeVar("Term", bound="Node | str")

__all__ = [
    "PROFILES",
    "Device",
    "ListAtom",
    "Rule",
    "RuleError",
    "RuleKind",
    "RuleSet",
    "active_rules",
    "load_profile",
    "load_rules",
    "read_profile",
    "select_rules",
    "shorten",
]

PROFILES = ("owl-rl", "owl-rl-full", "rdfs", "none")
PROFILE_FILES = {
    "owl-rl": ("owl2rl.n3", "owl2rl-plus.n3"),
    "owl-rl-full": ("owl2rl.n3", "owl2rl-plus.n3"),
    "rdfs": ("rdfs.n3",),
    "none": (),
}

# What can be said of a term of the language without asking what follows for the data: as an object,
PLAIN_MENTIONS = frozenset({RDF.type, RDFS.subClassOf, RDFS.domain, RDFS.range})
# for owl:Thing, which the rules of restrictions (cls-svf2, cls-maxqc2) speak of by name, also as a filler,
PLAIN_FILLERS = frozenset({OWL.someValuesFrom, OWL.allValuesFrom, OWL.onClass})
# and as a subject: that it is a class or a property, and what it is called.
DECLARATIONS = frozenset(
    {OWL.Class, RDFS.Class, RDFS.Datatype, RDF.Property}
    | {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
)
ANNOTATIONS = frozenset({RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo, OWL.deprecated})


@dataclass(frozen=True)
class RuleSet:
    """What a closure is asked to apply.

    Parameters
    ----------
    profiles : frozenset of str
        Of "owl-rl", "owl-rl-full", "rdfs".
    rules : tuple of Rule
        Domain rules that are switched on.
    names : tuple of str
        What the caller gave, for display.
    """

    profiles: frozenset[str]
    rules: tuple[Rule[str], ...]
    names: tuple[str, ...]


def select_rules(names: PathLike | Sequence[PathLike], without: Iterable[str] = ()) -> RuleSet:
    """Sort what a caller gave as `rules` into profiles and rule files, and read the files.

    Raises
    ------
    UsageError
        A name is neither a profile nor a file; a name in `without` is no rule's.
    RuleError
        A file cannot be used.
    """
    given = (names,) if not isinstance(names, Sequence) or isinstance(names, str) else tuple(names)
    profiles, paths = set[str](), list[PathLike]()
    for name in given:
        if isinstance(name, str) and name in PROFILES:
            profiles.add(name)
        elif Path(name).is_file():
            paths.append(name)
        else:
            raise UsageError(f"'{name}' is neither a profile ({', '.join(PROFILES)}) nor a rule file.")
    return RuleSet(frozenset(profiles - {"none"}), _read_files(paths, without), tuple(map(str, given)))


@refuses_others
def load_rules(paths: Iterable[PathLike], without: Iterable[str] = ()) -> tuple[Rule[Node], ...]:
    """Read rule files.

    Parameters
    ----------
    paths : iterable of path
    without : iterable of str
        Rules to leave out: ``category-opposition``, ``rule:category-opposition`` or the IRI.

    Returns
    -------
    tuple of Rule
        Sorted by name, then by content: the order in the files does not matter.

    Raises
    ------
    RuleError
        Syntax, an unknown prefix, an unsafe rule, a head that is neither a formula nor false, a list device or
        a relation of literals that is not written as it should be.
    UsageError
        A name in `without` is no rule's.
    """
    return tuple(map(to_nodes, _read_files(paths, without)))


def _read_files(paths: Iterable[PathLike], without: Iterable[str]) -> tuple[Rule[str], ...]:
    """Return what `load_rules` returns, in texts."""
    rules = {rule for path in paths for rule in read_rules(Path(path))}
    spellings = {rule: {rule.name, shorten(rule.name), "rule:" + shorten(rule.name)} for rule in rules}
    refused = {without} if isinstance(without, str) else set(without)
    for name in sorted(refused - set().union(*spellings.values())):
        known = sorted({shorten(rule.name) for rule in rules})
        near = suggest(name.rpartition(":")[2], known)
        there = ", ".join(known) or "none (no rule file was given)"
        raise UsageError(f"No rule is called '{name}'{near or '.'} Rules: {there}.")
    return tuple(sorted((rule for rule in rules if not spellings[rule] & refused), key=rank_rule))


@cache
def load_profile(profile: str) -> tuple[Rule[Node], ...]:
    """Return all rules of a profile, in terms of rdflib: see `read_profile`."""
    return tuple(map(to_nodes, read_profile(profile)))


@cache
def read_profile(profile: str) -> tuple[Rule[str], ...]:
    """Return all rules of a profile.

    Parameters
    ----------
    profile : {"owl-rl", "owl-rl-full", "rdfs", "none"}
        The first two have the same rules: which of them are in force, `active_rules` says.

    Returns
    -------
    tuple of Rule
        Sorted by name, then by content.
    """
    rules: list[Rule[str]] = []
    for name in PROFILE_FILES[profile]:
        with as_file(files("sahel_kg.reasoning.rules") / name) as path:
            rules += read_rules(path)
    return tuple(sorted(rules, key=rank_rule))


def active_rules(
    rules: Iterable[Rule[Term]], given: Iterable[tuple[Node | str, Node | str, Node | str]], *, is_full: bool
) -> tuple[Rule[Term], ...]:
    """Return the rules that are in force for some data.

    A rule that only restates is in force if everything is asked for (`is_full`), if the data say more of one
    of the terms that it is needed for than a plain mention, such as that something is of type owl:Thing, or if they
    use all of the properties with which other rules read what it gives.

    Parameters
    ----------
    rules : iterable of Rule
    given : iterable of triple
        These and the rules have terms of rdflib or texts, either.
    is_full : bool

    Returns
    -------
    tuple of Rule
        In the order given.
    """
    chosen = tuple(rules)
    if is_full:
        return chosen
    terms = {_spell(term) for rule in chosen for term in rule.needed_for}
    spoken, used = set[str](), set[str]()
    for triple in given:
        subject, predicate, obj = map(_spell, triple)
        used.add(predicate)
        if subject in terms and predicate not in ANNOTATIONS and (predicate != RDF.type or obj not in DECLARATIONS):
            spoken.add(subject)
        if obj in terms and predicate not in PLAIN_MENTIONS and (obj != OWL.Thing or predicate not in PLAIN_FILLERS):
            spoken.add(obj)

    def counts(rule: Rule[Term]) -> bool:
        is_read = bool(rule.needed_with) and used.issuperset(map(_spell, rule.needed_with))
        return "restating" not in rule.flags or is_read or not spoken.isdisjoint(map(_spell, rule.needed_for))

    return tuple(filter(counts, chosen))


def _spell(term: Node | str) -> str:
    if type(term) is str:
        return term
    from sahel_kg.terms import to_text

    return to_text(term)  # type: ignore[arg-type]
