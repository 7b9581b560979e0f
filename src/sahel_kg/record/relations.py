"""Relations: what the ontology says of them, their signs, and the direction in which a tie is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

from pyoxigraph import NamedNode, Quad

from sahel_kg.errors import UsageError, choose_from, listed, suggest
from sahel_kg.frames import Grid, Tabular
from sahel_kg.record.claims import RDF_TYPE
from sahel_kg.record.extents import Aspect, read_aspect
from sahel_kg.vocabulary import PREFIXES, SKG, compact, expand, value

Sign = Literal["+", "-", "~", "0"]
TieKey = tuple[str, str, str]
"""Subject, relation and object of a tie, in its primary direction."""
SIGN_WORDS: dict[Sign, str] = {"+": "cooperation", "-": "hostility", "~": "strain", "0": "neutral"}
"""For people and for spreadsheets, which take a bare + or - for the beginning of a formula."""
SIGN_VALUES: dict[Sign, int] = {"+": 1, "-": -1, "~": 0}
"""For programs that reckon with signs; a neutral tie has none."""
DENIED = "denied"
"""Status of what is said not to hold, and what it has in the place of a sign: it is neither for nor against anybody."""
_OWL, _RDFS = PREFIXES["owl"], PREFIXES["rdfs"]
_ROOTS: dict[str, Sign] = {str(SKG.cooperatesWith): "+", str(SKG.hostileTo): "-", str(SKG.strainedWith): "~"}


COLUMNS = ("relation", "relation_label", "sign", "aspect", "symmetric", "inverse", "above")
"""Of a table of relations."""


class Relations(Tabular):
    """The relations of the ontology: their signs, their general forms, their secondary directions; a table as well.

    Parameters
    ----------
    ontology : iterable of Quad
    """

    def __init__(self, ontology: Iterable[Quad]) -> None:
        self._above: dict[str, set[str]] = defaultdict(set)
        self._closed: dict[str, frozenset[str]] = {}
        self._signs: dict[str, Sign] = {}
        self.inverse: dict[str, str] = {}
        self.symmetric: set[str] = set()
        self.labels: dict[str, str] = {}
        self.terms: set[str] = set()
        self.aspects: dict[str, Aspect] = {}
        self.lasting: dict[str, str] = {}
        self.ends_in_parts: set[str] = set()
        self.stays: set[str] = set()
        for quad in ontology:
            if not isinstance(quad.subject, NamedNode):
                continue
            subject, predicate = quad.subject.value, quad.predicate.value
            target = value(quad.object)
            if predicate == _RDFS + "subPropertyOf":
                self._above[subject].add(target)
            elif predicate == _OWL + "inverseOf":
                self.inverse[subject] = target
            elif predicate == RDF_TYPE and target == _OWL + "SymmetricProperty":
                self.symmetric.add(subject)
            elif predicate == str(SKG.aspect) and (aspect := read_aspect(target.removeprefix(str(SKG)))):
                self.aspects[subject] = aspect
            elif predicate == str(SKG.lasting):
                self.lasting[subject] = "" if target == "true" else target
            elif predicate == str(SKG.endsInParts) and target == "true":
                self.ends_in_parts.add(subject)
            elif predicate == str(SKG.stays) and target == "true":
                self.stays.add(subject)
            elif predicate == _RDFS + "label" and getattr(quad.object, "language", None) == "en":
                self.labels[subject] = target
            if predicate == RDF_TYPE and target == _OWL + "ObjectProperty":
                self.terms.add(subject)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.terms))

    def __len__(self) -> int:
        return len(self.terms)

    def __contains__(self, relation: object) -> bool:
        """Tell whether something is the CURIE, the IRI, the label or the local name of a relation."""
        if not isinstance(relation, str):
            return False
        return bool({expand(relation), str(SKG[relation])} & self.terms) or relation in self.labels.values()

    def __getitem__(self, name: str) -> str:
        """Return the IRI of a relation by what `find` takes."""
        return self.find(name)

    def _ipython_key_completions_(self) -> list[str]:
        return sorted({compact(iri).rpartition(":")[2] for iri in self.terms})

    def grid(self) -> Grid:
        """Return them as a table, a relation a row."""
        rows = [
            (
                *(compact(iri), self.label(iri), SIGN_WORDS[self.sign(iri)], self.aspects.get(iri)),
                *(iri in self.symmetric, compact(self.inverse[iri]) if iri in self.inverse else None),
                " ".join(sorted(map(compact, self.above(iri) - {iri}))),
            )
            for iri in self
        ]
        return Grid(COLUMNS, rows, "Relations", types={"symmetric": "truth"})

    def above(self, relation: str) -> frozenset[str]:
        """Return the relation and all its general forms."""
        if relation not in self._closed:
            out, todo = set(), [relation]
            while todo:
                current = todo.pop()
                if current not in out:
                    out.add(current)
                    todo.extend(self._above[current])
            self._closed[relation] = frozenset(out)
        return self._closed[relation]

    def sign(self, relation: str) -> Sign:
        """Return + for cooperation, - for hostility, ~ for strain, 0 for all else."""
        if relation not in self._signs:
            above = self.above(relation)
            self._signs[relation] = next((sign for root, sign in _ROOTS.items() if root in above), "0")
        return self._signs[relation]

    def label(self, relation: str) -> str:
        """Return the English label, or the CURIE."""
        return self.labels.get(relation, compact(relation))

    def tell_signed(self) -> str:
        """Name the relations of cooperation and of hostility, in words."""
        own = sorted((each for each in self if each not in self.inverse), key=self.label)
        named = {sign: ", ".join(self.label(each) for each in own if self.sign(each) == sign) for sign in "-+"}
        return f"of hostility there are {named['-']}, of cooperation {named['+']}"

    def find(self, name: str) -> str:
        """Return the relation that a CURIE, an IRI, a local name or a label means.

        Raises
        ------
        UsageError
            If there is none.
        """
        by_label = {self.label(each).casefold(): each for each in self.terms}
        iri = by_label.get(name.casefold()) or expand(name) or str(SKG[name])
        if iri not in self.terms:
            known = {compact(each).rpartition(":")[2]: compact(each) for each in self.terms}
            known |= {label: compact(each) for label, each in by_label.items()}
            near = suggest(name.rpartition(":")[2], known, cutoff=0.65)
            told = near or f"; write its label or CURIE, such as skg:supports; {self.tell_signed()}"
            raise UsageError(f"no relation '{name}'{told}")
        return iri


def read_signs(names: str | Iterable[str]) -> tuple[Sign, ...]:
    """Return the signs that words or symbols mean: ``hostility`` or ``-``; a text is one of them.

    Raises
    ------
    UsageError
        For what is no sign.
    """
    meant: dict[str, Sign] = {name: sign for sign, word in SIGN_WORDS.items() for name in (sign, word)}
    chosen = listed(names)
    for name in chosen:
        if name not in meant:
            raise UsageError(f"no sign '{name}': {choose_from(name, SIGN_WORDS.values())}")
    return tuple(dict.fromkeys(meant[name] for name in chosen))


def primary(subject: str, relation: str, obj: str, relations: Relations) -> TieKey:
    """Turn a secondary direction round, and order the ends of a symmetric relation."""
    if relation in relations.inverse:
        subject, relation, obj = obj, relations.inverse[relation], subject
    if relation in relations.symmetric and obj < subject:
        subject, obj = obj, subject
    return subject, relation, obj
