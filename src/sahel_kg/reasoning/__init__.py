"""Reasoning: facts and rules in, a closure out, by one interface for every engine.

>>> from rdflib import Graph
>>> graph = Graph().parse(format="turtle", data='''
... @prefix : <urn:x:> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
... :ousted rdfs:subPropertyOf :attacked . :a :ousted :b .''')
>>> closure = close(graph)
>>> [str(p) for s, p, o in closure.inferred()]
['urn:x:attacked']
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from sahel_kg.arguments import refuses_others
from sahel_kg.errors import refuse_unknown
from sahel_kg.reasoning.closure import Closure, NotSupportedError
from sahel_kg.reasoning.derivations import Derivation, Derivations
from sahel_kg.reasoning.engines import ClosureOptions, Options, find_engine
from sahel_kg.reasoning.findings import Finding
from sahel_kg.reasoning.inputs import PathLike, Source, make_graph, read_triples
from sahel_kg.reasoning.rules.profiles import Rule, RuleError, RuleSet, load_rules, select_rules

if TYPE_CHECKING:
    from rdflib.term import Node

    from sahel_kg.reasoning.entailment.goals import Close

__all__ = [
    "Closure",
    "Derivation",
    "Derivations",
    "Finding",
    "NotSupportedError",
    "Rule",
    "RuleError",
    "close",
    "entails",
    "load_rules",
    "open_closure",
]


@refuses_others
def close(
    graph_or_paths: Source,
    *,
    engine: str = "auto",
    rules: PathLike | Sequence[PathLike] = "owl-rl",
    without: Iterable[str] = (),
    **options: Unpack[ClosureOptions],
) -> Closure:
    """Return what is given together with all that follows from it.

    Parameters
    ----------
    graph_or_paths : rdflib.Graph, rdflib.Dataset, path or sequence of paths
        What is given; a dataset counts as the union of all its graphs. It is only read. owl:imports is never
        followed: the closure's `notes` name what was not imported.
    engine : {"auto", "duckdb", "owlrl"}
        auto closes what is small in plain Python, which has begun before DuckDB has, and all else by duckdb; both give
        the same. owlrl is the reference: slower, without proofs, and without what stands below `without`.
    rules : str, path or sequence of them
        Profiles and rule files, applied together until nothing is new:

        ``owl-rl``
            OWL 2 RL/RDF, tables 4 to 9, with the sound additions, less what only restates other facts:
            docs/rules.md lists every rule, and why it is left out.
        ``owl-rl-full``
            The restating facts included. With owlrl: all that it derives without axiomatic triples.
        ``rdfs``
            RDFS entailment, less the same restatements.
        ``none``
            Nothing beside the rule files.
        a path
            Domain rules (see `sahel_kg.reasoning.rules.profiles`). They read the facts of the closure, in particular
            nothing that restates.

        Triples that are not RDF (a literal as subject, a blank node as predicate) take part in the derivation
        but are never facts of the closure.
    without : iterable of str
        Domain rules to switch off, by name.
    **options
        More of `sahel_kg.reasoning.engines.Options`: ``database``, ``merging``, and limits.

    Raises
    ------
    UsageError
        An engine, profile, file, rule or option of that name does not exist.
    RuleError
        A rule file cannot be used.
    ParseError
        A file cannot be read.
    LimitError
        A limit was reached; there is no partial closure.
    NotSupportedError
        The engine cannot do what was asked.

    References
    ----------
    https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules
    """
    refuse_unknown(options, (each.name for each in fields(Options)))
    return find_engine(engine).materialise(graph_or_paths, select_rules(rules, without), Options(**options))


@refuses_others
def open_closure(path: PathLike) -> Closure:
    """Open a closure that was written with ``close(..., database=path)``, to be read only.

    Raises
    ------
    SahelError
        The file is missing, is no closure, was written by another version, or the rules have changed since.
    """
    from sahel_kg.reasoning.engines.duckdb import engine

    return engine.open_closure(Path(path))


@refuses_others
def entails(
    premise: Source,
    conclusion: Source,
    *,
    engine: str = "auto",
    rules: PathLike | Sequence[PathLike] = "owl-rl",
) -> bool:
    """Tell whether a conclusion follows from a premise.

    Parameters
    ----------
    premise, conclusion : rdflib.Graph, rdflib.Dataset, path or sequence of paths
        A blank node of the conclusion means "something": any term of the closure, a literal included.
    engine, rules
        As for `close`; restating facts count here whatever the profile of OWL.

    Returns
    -------
    bool
        True also if the premise contradicts itself: everything follows from it.
    """
    from sahel_kg.reasoning.entailment import decide

    chosen = select_rules(rules)
    run = find_engine(engine).materialise
    full = replace(chosen, profiles=frozenset("owl-rl-full" if p == "owl-rl" else p for p in chosen.profiles))
    # what is assumed to reach a goal may make two things one: no rule may count on their being different
    steady = replace(full, rules=tuple(rule for rule in chosen.rules if not rule.guards))

    def closing(by: RuleSet) -> Close:
        return lambda triples: run(make_graph(triples), by, Options())

    goal = [tuple(map(_open_blank_node, triple)) for triple in read_triples(conclusion)]
    return decide(
        read_triples(premise),
        [(s, p, o) for s, p, o in goal],
        closing(steady),
        stages=[("rules", closing(chosen)), ("rules", closing(full))],
        is_owl=bool(full.profiles & {"owl-rl-full"}),
    ).holds


def _open_blank_node(term: Node) -> Node:
    from rdflib import BNode, Variable

    return Variable(f"_{term}") if isinstance(term, BNode) else term
