"""Ties: every relation between two actors as one object, whoever asks for it.

A tie gathers the claims that assert the same relation of the same two with the same bounds. Inferred ties stand
beside the asserted ones, never among them; denied ones say that a relation does not hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal, Protocol

from sahel_kg.events.attacks import Attacks
from sahel_kg.frames import Brief, Types
from sahel_kg.inference.inferences import weakest_reliability
from sahel_kg.notebook_tables import card
from sahel_kg.record.bounds import NAMES, Bounds, TieReading
from sahel_kg.record.claims import BASES, Claim, list_bases
from sahel_kg.record.extents import Extent, ExtentSet, in_words
from sahel_kg.record.relations import DENIED, SIGN_VALUES, SIGN_WORDS, Relations, Sign, TieKey
from sahel_kg.record.rewinding import When
from sahel_kg.vocabulary import compact

COLUMNS = (
    *("subject", "subject_label", "relation", "relation_label", "object", "object_label"),
    *("sign", "value", "status", "aspect", "reading", *NAMES, "presumedFrom", "presumedUntil"),
    *("basis", "reliability", "credibility", "claims"),
)
"""Of a table of ties."""
ASIDE = ("value", "presumedFrom", "presumedUntil", "reliability", "claims")
"""Columns of it that a notebook has no room for."""
TYPES: Types = {"value": "whole"}
Status = Literal["asserted", "inferred", "denied"]


@dataclass(frozen=True)
class Tie(Brief):
    """One relation between two actors.

    `subject`, `relation` and `object` are IRIs, `sign` is that of the relation, held or denied. What tables and SQL
    have is called `subject_id`, `relation_id`, `object_id` and `sign_word` here.

    Parameters
    ----------
    claims : tuple of Claim
        Those that assert or deny it; of an inferred tie those that its proof rests on, of each step one. A step that
        several claims state as well has all of them in `Explanation.claims`; `Explanation.cited` has besides who tells
        the years of actors by which a step is cut.
    when : When
        The time at which it is looked at.
    credibility : int, optional
        Of an inferred tie: that of its weakest claim.
    published : mapping of str to date
        IRI of a source to its day.
    names : mapping of str to str
        IRI of an actor or a relation to what it is called.

    Notes
    -----
    `extent` is what is told of the tie by all its claims together, within the years of both ends, as `explain` has it;
    it is undated where no claim dates it. A row of `query` has the bounds of one claim (see docs/time.md).
    """

    subject: str
    relation: str
    object: str
    sign: Sign
    status: Status
    extent: Extent
    reading: TieReading
    claims: tuple[Claim, ...] = ()
    when: When = When()
    credibility: int | None = None
    reliability: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    published: Mapping[str, date] = field(default_factory=dict, compare=False, repr=False)
    events: Attacks | None = field(default=None, compare=False)
    names: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def brief(self) -> str:
        """Say it in a line."""
        said = f"{self.subject_label} {self.relation_label} {self.object_label}"
        return f"{said}; {sign_word(self)}, {self.status}, {self.reading}"

    @property
    def subject_id(self) -> str:
        """The CURIE of the first, as tables, SQL and networks have it."""
        return compact(self.subject)

    @property
    def relation_id(self) -> str:
        """The CURIE of the relation."""
        return compact(self.relation)

    @property
    def object_id(self) -> str:
        """The CURIE of the second."""
        return compact(self.object)

    @property
    def sign_word(self) -> str:
        """The sign as tables have it, in a word: ``denied`` for what is said not to hold."""
        return sign_word(self)

    @property
    def subject_label(self) -> str:
        """The name of the first."""
        return self.names.get(self.subject, compact(self.subject))

    @property
    def relation_label(self) -> str:
        """The relation in words."""
        return self.names.get(self.relation, compact(self.relation))

    @property
    def object_label(self) -> str:
        """The name of the second."""
        return self.names.get(self.object, compact(self.object))

    @property
    def sources(self) -> frozenset[str]:
        """IRIs of the sources of its claims."""
        return frozenset(claim.source for claim in self.claims)

    @property
    def bounds(self) -> Bounds:
        """Between which days it began and ended, or happened."""
        return self.extent.bounds.tight()

    @cached_property
    def basis(self) -> str | None:
        """The strongest basis among the claims that assert it; of an inferred tie all that its proof rests on."""
        if self.status == "inferred":
            return ", ".join(list_bases(self.claims)) or None
        return min((c.basis for c in self.claims), key=BASES.index, default=None)

    @cached_property
    def grade(self) -> tuple[str | None, int | None]:
        """Reliability and credibility: of its best claim; of an inferred tie those of its proof's weakest."""
        if self.status == "inferred":
            return weakest_reliability(self.claims, self.reliability) if self.claims else None, self.credibility
        pairs = [(c.credibility, self.reliability.get(c.source, "F")) for c in self.claims]
        credibility, letter = min(pairs, default=(None, None))
        return letter, credibility

    @property
    def why_possible(self) -> list[str]:
        """Why it is no more than presumed or possible; nothing if it is certain or undated."""
        if self.reading not in ("presumed", "possible"):
            return []
        days = [self.published[c.source] for c in self.claims if c.source in self.published]
        return self.when.why_possible(self.extent, max(days, default=None))

    def as_dict(self) -> dict[str, Any]:
        """Return the tie object of the JSON formats (docs/formats/tie.schema.json)."""
        return {
            "subject": self.subject_id,
            "relation": self.relation_id,
            "object": self.object_id,
            "sign": told_sign(self),
            "status": self.status,
            "aspect": self.extent.aspect,
            "reading": self.reading,
            "why_possible": self.why_possible,
            "basis": self.basis,
            "bounds": self.bounds.as_dict(),
            "presumed": self.extent.presumption(),
            **({"countsUntil": self.extent.over.isoformat()} if self.extent.over else {}),
            "grade": dict(zip(("reliability", "credibility"), self.grade, strict=True)),
            "events": self.events.as_dict() if self.events else None,
            "claims": [claim.as_dict() for claim in self.claims],
        }

    def row(self) -> tuple[str | int | date | None, ...]:
        """Return it as a row of a table, in the order of `COLUMNS`."""
        return (
            *(compact(self.subject), self.subject_label, compact(self.relation), self.relation_label),
            *(compact(self.object), self.object_label, sign_word(self), sign_value(self), self.status),
            *(self.extent.aspect, self.reading),
            *self.bounds.as_days(),
            *(self.extent.presumed or (None, None)),
            *(self.basis, *self.grade, " ".join(claim.id for claim in self.claims)),
        )

    def _repr_html_(self) -> str:
        letter, credibility = self.grade
        said = {
            "sign": sign_word(self),
            "status": self.status,
            "when, as told": in_words(self.extent),
            "reading": "; ".join([self.reading, *self.why_possible]),
            "seen": self.when.in_words(),
            "basis": self.basis or "",
            "grade": f"{letter or ''}{credibility or ''}",
            "claims": "\n".join(
                f"{c.id} ({compact(c.source)}{f', {c.place}' if c.place else ''})" for c in self.claims
            ),
        }
        return card(" ".join((self.subject_label, self.relation_label, self.object_label)), said)


def most_specific(ties: Sequence[Tie], relations: Relations) -> list[Tie]:
    """Drop inferred ties that only generalise another tie of the same two, at the same time or longer.

    *A supports B* makes *A cooperates with B* true and adds nothing to a picture or a count.
    """
    between: dict[frozenset[str], dict[TieKey, ExtentSet]] = defaultdict(lambda: defaultdict(ExtentSet))
    for tie in ties:
        if tie.status != "denied":
            between[frozenset((tie.subject, tie.object))][tie.subject, tie.relation, tie.object].add(tie.extent)

    def is_told(tie: Tie) -> bool:
        """Tell whether another one of the same two says it more closely."""
        key = tie.subject, tie.relation, tie.object
        return any(
            _is_general_form(key, other, relations) and extents.covers(tie.extent)
            for other, extents in between[frozenset((tie.subject, tie.object))].items()
        )

    return [tie for tie in ties if tie.status != "inferred" or not is_told(tie)]


class Related(Protocol):
    """A tie, or what stands for one."""

    @property
    def subject(self) -> str: ...
    @property
    def relation(self) -> str: ...
    @property
    def object(self) -> str: ...
    @property
    def sign(self) -> Sign: ...
    @property
    def status(self) -> Status: ...
    @property
    def extent(self) -> Extent: ...
    @property
    def reading(self) -> TieReading: ...


def told_sign(tie: Related) -> str:
    """Return the sign of a tie as files have it: ``+ - ~ 0``, or ``denied`` for what is said not to hold."""
    return DENIED if tie.status == DENIED else tie.sign


def sign_word(tie: Related) -> str:
    """Return the sign of a tie in a word, ``denied`` for what is said not to hold."""
    return DENIED if tie.status == DENIED else SIGN_WORDS[tie.sign]


def sign_value(tie: Related) -> int | None:
    """Return the sign of a tie as a number: 1, -1, 0 for strain; none for what is neutral or said not to hold."""
    return None if tie.status == DENIED else SIGN_VALUES.get(tie.sign)


def generalises(tie: Related, other: Related, relations: Relations) -> bool:
    """Tell whether a tie only says in general what another one of the same two says, at the same time or longer."""
    keys = (tie.subject, tie.relation, tie.object), (other.subject, other.relation, other.object)
    return _is_general_form(*keys, relations) and other.extent.covers(tie.extent)


def _is_general_form(tie: TieKey, other: TieKey, relations: Relations) -> bool:
    """Tell whether a tie only says in general what another one of the same two says, whenever they are so."""
    (subject, relation, obj), (other_subject, other_relation, other_object) = tie, other
    if relation == other_relation:
        return False
    either_way = not relations.symmetric.isdisjoint((relation, other_relation))
    if (subject, obj) == (other_subject, other_object) or either_way:
        return relation in relations.above(other_relation)
    backwards = [second for second, first in relations.inverse.items() if first == other_relation]
    return any(relation in relations.above(each) for each in backwards)
