"""Which claims are admitted as evidence: by grade, basis and source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypedDict, cast

from pyoxigraph import Quad

from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError, choose_from, listed, want
from sahel_kg.record.claims import BASES, Claim, not_spoken_of, source_iri
from sahel_kg.record.identities import read_groups
from sahel_kg.vocabulary import PREFIXES, compact, value

LETTERS = "ABCDEF"
UNKNOWN = ("F", 6)
"""The grades that say that nothing is known: they pass no minimum, and are never taken for bad ones."""

_FEW = 3
"""Sources that are named where there are many."""


@dataclass(frozen=True)
class Evidence:
    """What a claim must be to count; what follows only by other claims does not follow then.

    Parameters
    ----------
    min_credibility : int, optional
        1 (confirmed) to 5; claims of unknown credibility (6) do not pass. Without one, all do.
    min_reliability : str, optional
        A (reliable) to E; claims of sources of unknown reliability (F) do not pass.
    bases : tuple of str
        Of `claims.BASES`. Kinds, places and years count whatever their basis.
    sources : tuple of str
        IRIs. Background always belongs, as in a build; without any, all do.
    without_sources : tuple of str
        IRIs of those of which no claim counts, background neither.
    """

    min_credibility: int | None = None
    min_reliability: str | None = None
    bases: tuple[str, ...] = BASES
    sources: tuple[str, ...] = ()
    without_sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Bring what was given as lists, or in another order, into one form: equal evidence is admitted once."""
        known = [basis for basis in BASES if basis in self.bases]
        object.__setattr__(self, "bases", (*known, *(basis for basis in self.bases if basis not in BASES)))
        object.__setattr__(self, "sources", tuple(dict.fromkeys(self.sources)))
        object.__setattr__(self, "without_sources", tuple(sorted(set(self.without_sources))))

    def __bool__(self) -> bool:
        return self != Evidence()

    def admits(self, claim: Claim, reliability: Mapping[str, str]) -> bool:
        """Tell whether a claim counts.

        Parameters
        ----------
        claim : Claim
        reliability : mapping of str to str
            IRI of a source to its letter.
        """
        letter = reliability.get(claim.source, "F")
        return (
            (self.min_credibility is None or claim.credibility <= self.min_credibility)
            and (self.min_reliability is None or letter <= self.min_reliability)
            and (claim.basis in self.bases or claim.is_setting)
            and (not self.sources or claim.source in self.sources or claim.basis == "Background")
            and claim.source not in self.without_sources
        )

    def in_words(self) -> str:
        """Say it in a few words; "" if everything counts."""
        parts = []
        if self.sources:
            parts.append(f"from {_name(self.sources)} and background")
        if self.without_sources:
            parts.append(f"of all sources but {_name(self.without_sources)}")
        if set(self.bases) != set(BASES):
            parts.append(f"basis {', '.join(self.bases)}")
        if self.min_reliability:
            parts.append(f"sources of reliability {self.min_reliability} or better")
        if self.min_credibility:
            parts.append(f"claims of credibility {self.min_credibility} or better")
        return f"by claims {'; '.join(parts)}" if parts else ""


def _name(sources: Sequence[str]) -> str:
    """Return the names of sources, of many the first few."""
    named = [compact(iri).partition(":")[2] for iri in sources]
    few = named if len(named) <= _FEW + 2 else [*named[:_FEW], f"{len(named) - _FEW} more"]
    return ", ".join(few)


def admit(
    evidence: Evidence, claims: Sequence[Claim], about: Iterable[Quad], reliability: Mapping[str, str]
) -> tuple[list[Claim], set[str]]:
    """Return the claims that are admitted, and what is left out.

    Parameters
    ----------
    evidence : Evidence
    claims : sequence of Claim
    about : iterable of Quad
        What is said about claims, and all names.
    reliability : mapping of str to str
        IRI of a source to its letter.

    Returns
    -------
    list of Claim
    set of str
        IRIs of the other claims and, where sources are chosen, of what was ingested and is in no claim any more.
        Background of a source that is not named, about actors of which only others speak, belongs to these.
    """
    kept = [claim for claim in claims if evidence.admits(claim, reliability)]
    chosen = evidence.sources or evidence.without_sources
    if chosen:
        about = list(about)
        telling = [claim for claim in kept if claim.basis != "Background" or claim.source in evidence.sources]
        unheard = not_spoken_of(about, telling, read_groups(kept))
        kept = [
            claim
            for claim in kept
            if claim.source in evidence.sources or claim.basis != "Background" or _actors_of(claim).isdisjoint(unheard)
        ]
    left_out = {claim.iri for claim in claims} - {claim.iri for claim in kept}
    return kept, left_out | (not_spoken_of(about, kept) if chosen else set())


def _actors_of(claim: Claim) -> set[str]:
    ends = (value(term) for t in claim.statement for term in (t.subject, t.object))
    return {end for end in ends if end.startswith(PREFIXES["actor"])}


class EvidenceChoice(TypedDict, total=False):
    """Which claims count, as keywords: see `choose_evidence`."""

    min_credibility: int | None
    min_reliability: str | None
    bases: str | Iterable[str]
    sources: str | Iterable[str]
    without_sources: str | Iterable[str]


class _Claiming(Protocol):
    """What has claims, and sources by their titles: a build."""

    @property
    def whole(self) -> _Claiming: ...
    @property
    def claims(self) -> Sequence[Claim]: ...
    @property
    def titles(self) -> Mapping[str, str]: ...


@refuses_others
def choose_evidence(
    claims: Iterable[Claim] | _Claiming,
    *,
    min_credibility: int | None = None,
    min_reliability: str | None = None,
    bases: str | Iterable[str] = (),
    sources: str | Iterable[str] = (),
    without_sources: str | Iterable[str] = (),
) -> Evidence:
    """Return the evidence that options mean: what a claim must be to count. All that is given must be so.

    Parameters
    ----------
    claims : Build, or iterable of Claim
        Whose sources there are to choose from: ``build`` or ``build.claims``.
    min_credibility : int, optional
        Claims this credible or better: 1 (confirmed) to 5; those of unknown credibility (6) do not pass. 6 is all.
    min_reliability : str, optional
        Claims of sources this reliable or better: A (reliable) to E; those of unknown reliability (F) do not pass.
        F is all.
    bases : str or iterable of str
        Claims of this basis only: Stated, Implied, Background; kinds, places and years count whatever their basis.
    sources : str or iterable of str
        Claims of these sources, and background, only: an id as in ``build.titles``, a CURIE or its last part.
    without_sources : str or iterable of str
        No claims of these sources, their background neither.

    Raises
    ------
    UsageError
        For a grade outside the scale, or a basis or source that there is not.

    Examples
    --------
    >>> choose_evidence([], bases="Stated").in_words()
    'by claims basis Stated'
    """
    if min_credibility is not None and min_credibility not in range(1, 7):
        raise UsageError(f"--min-credibility {min_credibility!r}: choose from 1 (confirmed) to 5, or 6 for all")
    letter = str(min_reliability).upper() if min_reliability else None
    if letter and letter not in LETTERS:
        raise UsageError(f"--min-reliability {min_reliability}: choose from A (reliable) to E, or F for all")
    chosen = listed(bases) or BASES
    for basis in chosen:
        if basis not in BASES:
            raise UsageError(f"no basis '{basis}': {choose_from(basis, BASES)}")
    known: Sequence[Claim] = ()
    titles: Mapping[str, str] = {}
    if hasattr(claims, "titles"):
        whole = cast(_Claiming, claims).whole
        if listed(sources) or listed(without_sources):  # else none of them is looked at
            known, titles = whole.claims, whole.titles
    else:
        want(claims, Iterable, "a build, or its claims")
        known = list(claims)
    return Evidence(
        None if min_credibility == UNKNOWN[1] else min_credibility,
        None if letter == UNKNOWN[0] else letter,
        tuple(basis for basis in BASES if basis in chosen),
        tuple(source_iri(name, known, titles) for name in listed(sources)),
        tuple(source_iri(name, known, titles) for name in listed(without_sources)),
    )
