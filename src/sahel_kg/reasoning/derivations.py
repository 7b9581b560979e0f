"""Derivations: every step by which the facts of a closure follow, as one graph that is evaluated many times.

A question about all proofs of all facts (when do they hold, how good is the best of them, what is left without this
claim) is an evaluation of that graph in an algebra with a *meet* for the premises of a step and a *join* for the
steps that give one fact: provenance semirings (Green, Karvounarakis and Tannen, PODS 2007). Here stands the graph and
its evaluation over sets of cases, one bit a case; `sahel_kg.inference.supports` has the one over time and grade.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sahel_kg.reasoning.findings import Finding
    from sahel_kg.reasoning.terms import Triple


@dataclass(frozen=True)
class Derivation:
    """One step.

    Parameters
    ----------
    rule : str
        As `Proof.rule`.
    label : str
        The rule's one-line reading.
    premises : tuple of int
        Places of facts in `Derivations.facts`, each once.
    """

    rule: str
    label: str
    premises: tuple[int, ...]


Use = tuple[int, Derivation, tuple[int, ...]]
"""What a step gives, the step, and its premises less what always holds."""


@dataclass(frozen=True)
class Derivations:
    """All steps of a closure. Facts are named by their place in `facts`.

    Parameters
    ----------
    facts : sequence of triple
    given : mapping of int to tuple of str
        Of what was given in named graphs: their IRIs, sorted.
    always : frozenset of int
        What was given in the default graph, and what follows about classes and relations alone.
    steps : mapping of int to tuple of Derivation
        Of each fact about things, the steps that give it; they may run in circles.
    findings : sequence of (Finding, tuple of int)
        Contradictions and tensions with the facts that they rest on.
    """

    facts: Sequence[Triple]
    given: Mapping[int, tuple[str, ...]]
    always: frozenset[int]
    steps: Mapping[int, tuple[Derivation, ...]]
    findings: Sequence[tuple[Finding, tuple[int, ...]]] = field(default=())

    @cached_property
    def places(self) -> Mapping[Triple, int]:
        """Place of each fact."""
        return {fact: place for place, fact in enumerate(self.facts)}

    @cached_property
    def uses(self) -> dict[int, list[Use]]:
        """The steps in which each fact is a premise; facts of `always` are neither premises nor given there."""
        found: dict[int, list[Use]] = defaultdict(list)
        always = self.always
        for head, steps in self.steps.items():
            for step in steps if head not in always else ():
                premises = step.premises
                if not always.isdisjoint(premises):
                    premises = tuple(premise for premise in premises if premise not in always)
                use = head, step, premises
                for premise in premises:
                    found[premise].append(use)
        return found

    def evaluate(self, graphs: Mapping[str, int], everywhere: int) -> dict[int, int]:
        """Return the cases in which each fact follows.

        Parameters
        ----------
        graphs : mapping of str to int
            The cases in which each named graph counts, one bit a case; others count in none.
        everywhere : int
            All cases.

        Returns
        -------
        dict of int to int
            Facts without any case are left out.
        """
        values: dict[int, int] = dict.fromkeys(self.always, everywhere)
        todo: OrderedDict[int, None] = OrderedDict()
        for place, names in self.given.items():
            mask = 0
            for name in names:
                mask |= graphs.get(name, 0)
            if mask and place not in self.always:
                values[place] = mask
                todo[place] = None
        for head, steps in self.steps.items():
            if any(self.always.issuperset(step.premises) for step in steps) and values.get(head) != everywhere:
                values[head] = everywhere
                todo[head] = None
        while todo:
            place, _ = todo.popitem(last=False)
            for head, _, premises in self.uses.get(place, ()):
                old = values.get(head, 0)
                if old != everywhere and (new := old | meet(values, premises)) != old:
                    values[head] = new
                    todo[head] = None
        return values


def meet(values: Mapping[int, int], places: Iterable[int]) -> int:
    """Return the cases in which facts hold together; all bits if there are no facts."""
    mask = -1
    for place in places:
        mask &= values.get(place, 0)
        if not mask:
            break
    return mask
