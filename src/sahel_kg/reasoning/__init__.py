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

from rdflib import BNode, Variable
from rdflib.term import Node

from sahel_kg.reasoning.closure import Closure, Finding, NotSupportedError
from sahel_kg.reasoning.engines import find_engine
from sahel_kg.reasoning.inputs import PathLike, Source, read_triples
from sahel_kg.reasoning.rules import Rule, RuleError, load_rules, select_rules

__all__ = [
    "Closure",
    "Finding",
    "NotSupportedError",
    "Rule",
    "RuleError",
    "close",
    "entails",
    "load_rules",
]


def close(
    graph_or_paths: Source,
    *,
    engine: str = "owlrl",
    rules: PathLike | Sequence[PathLike] = "owl-rl",
    without: Iterable[str] = (),
) -> Closure:
    """Return what is given together with all that follows from it.

    Parameters
    ----------
    graph_or_paths : rdflib.Graph, rdflib.Dataset, path or sequence of paths
        What is given; a dataset counts as the union of all its graphs. It is only read. owl:imports is never
        followed: the closure's `notes` name what was not imported.
    engine : str
        "owlrl".
    rules : str, path or sequence of them
        Profiles and rule files, applied together until nothing is new:

        ``owl-rl``
            OWL 2 RL/RDF, tables 4 to 9, less what only restates other facts: the table in
            `sahel_kg.reasoning.restatements` lists it with the reasons.
        ``owl-rl-full``
            With owlrl: all that owlrl derives without axiomatic triples, the restating facts included.
        ``rdfs``
            RDFS entailment, less the same restatements.
        ``none``
            Nothing beside the rule files.
        a path
            Domain rules (see `sahel_kg.reasoning.rules`). They read the facts of the closure, in particular
            nothing that restates.

        Triples that are not RDF (a literal as subject, a blank node as predicate) take part in the derivation
        but are never facts of the closure.
    without : iterable of str
        Domain rules to switch off, by name.

    Raises
    ------
    UsageError
        An engine, profile, file or rule of that name does not exist.
    RuleError
        A rule file cannot be used.
    ParseError
        A file cannot be read.

    References
    ----------
    https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules
    """
    chosen = select_rules(rules, without)
    return find_engine(engine).materialise(read_triples(graph_or_paths), chosen)


def entails(
    premise: Source,
    conclusion: Source,
    *,
    engine: str = "owlrl",
    rules: PathLike | Sequence[PathLike] = "owl-rl",
) -> bool:
    """Tell whether a conclusion follows from a premise.

    Parameters
    ----------
    premise, conclusion : rdflib.Graph, rdflib.Dataset, path or sequence of paths
        A blank node of the conclusion means "something": any term of the closure, a literal included.
    engine, rules
        As for `close`; restating facts count here whatever the profile.

    Returns
    -------
    bool
        True also if the premise contradicts itself: everything follows from it.
    """
    chosen = select_rules(rules)
    goal = [tuple(map(_open_blank_node, triple)) for triple in read_triples(conclusion)]
    return find_engine(engine).entails(read_triples(premise), [(s, p, o) for s, p, o in goal], chosen)


def _open_blank_node(term: Node) -> Node:
    return Variable(f"_{term}") if isinstance(term, BNode) else term
