"""Which claims are admitted as evidence: by grade, basis and source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Protocol, TypedDict, cast

from pyoxigraph import Quad

from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError, choose_from, listed, want
from sahel_kg.record.claims import BASES, RDF_TYPE, Claim, not_spoken_of, source_iri
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
        IRIs. Background of others on whom they name belongs as well (`admit`); without any, all do.
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
            parts.append(f"from {_name(self.sources)} and background on whom they name")
        if self.without_sources:
            parts.append(f"of all sources but {_name(self.without_sources)}")
        if set(self.bases) != set(BASES):
            parts.append(f"of basis {', '.join(self.bases)}")
        if self.min_reliability:
            parts.append(f"of sources of reliability {self.min_reliability} or better")
        if self.min_credibility:
            parts.append(f"of credibility {self.min_credibility} or better")
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
        Background of a source that is not named, about actors of which only others speak, belongs to these; where
        sources are chosen, also what it tells of nobody of whom these speak. Of whom they speak, and say not of what
        kind it is, the kind is taken from whoever tells it.
    """
    kept = [claim for claim in claims if evidence.admits(claim, reliability)]
    chosen = evidence.sources or evidence.without_sources
    if chosen:
        about, groups = list(about), read_groups(kept)
        telling = [claim for claim in kept if claim.basis != "Background" or claim.source in evidence.sources]
        unheard, heard = not_spoken_of(about, telling, groups), _list_heard(telling, groups)
        kept = [
            claim
            for claim in kept
            if claim.source in evidence.sources
            or claim.basis != "Background"
            or (_ends(claim, "actor").isdisjoint(unheard) and (not evidence.sources or _is_about(claim, heard)))
        ]
        if evidence.sources:
            untyped = heard - _by_all_names(_list_typed(kept), groups)
            others = [claim for claim in claims if replace(evidence, sources=()).admits(claim, reliability)]
            kinds = {claim.iri for claim in others if claim.counts and _tells_kinds(claim, untyped)}
            own = {claim.iri for claim in kept}
            kept = [claim for claim in claims if claim.iri in own or claim.iri in kinds]
    left_out = {claim.iri for claim in claims} - {claim.iri for claim in kept}
    return kept, left_out | (not_spoken_of(about, kept) if chosen else set())


def _list_heard(telling: Iterable[Claim], groups: Iterable[Set[str]]) -> set[str]:
    """Return the actors and events that claims speak of, or that speak in them, by all names of each."""
    heard = {end for claim in telling for end in (*_ends(claim, "actor", "event"), claim.speaker or "")}
    return _by_all_names(heard, groups)


def _by_all_names(actors: Set[str], groups: Iterable[Set[str]]) -> set[str]:
    """Return actors with all that is one with any of them."""
    return {*actors}.union(*(group for group in groups if not actors.isdisjoint(group)))


def _is_about(claim: Claim, heard: Set[str]) -> bool:
    """Tell whether background is about somebody of whom is spoken, or is of the setting, or about nobody."""
    ends = _ends(claim, "actor", "event")
    return claim.is_setting or not ends or not ends.isdisjoint(heard)


def _list_typed(claims: Iterable[Claim]) -> set[str]:
    """Return what claims tell the kind of."""
    return {value(t.subject) for claim in claims for t in claim.statement if t.predicate.value == RDF_TYPE}


def _tells_kinds(claim: Claim, of: Set[str]) -> bool:
    """Tell whether a claim says of some actors of what kind they are, and no more."""
    return claim.is_setting and all(t.predicate.value == RDF_TYPE and value(t.subject) in of for t in claim.statement)


def _ends(claim: Claim, *kinds: str) -> set[str]:
    ends = (value(term) for t in claim.statement for term in (t.subject, t.object))
    return {end for end in ends if end.startswith(tuple(PREFIXES[kind] for kind in kinds))}


def tell_others(evidence: Evidence, claims: Iterable[Claim]) -> str:
    """Say which claims of others count beside those of chosen sources; "" if none are chosen, or there are none.

    Parameters
    ----------
    evidence : Evidence
    claims : iterable of Claim
        Those that are admitted.
    """
    others = [claim for claim in claims if claim.counts and claim.source not in evidence.sources]
    if not evidence.sources or not others:
        return ""
    told = (c for c in others if c.basis == "Background" and not c.is_setting and _ends(c, "actor", "event"))
    ties, kinds = Counter(claim.source for claim in told), sum(claim.basis != "Background" for claim in others)
    parts = [f"{ties.total()} of background on whom they name ({_name(sorted(ties))})"] if ties else []
    parts += [f"{kinds} on what kind some of these are"] if kinds else []
    way = "; --basis Stated --basis Implied leaves background out" if ties and set(evidence.bases) == set(BASES) else ""
    return f"Beside claims from {_name(evidence.sources)} count of others {' and '.join(parts)}{way}" if parts else ""


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
        Claims of these sources, and background on whom they name, only: an id as in ``build.titles``, a CURIE or its
        last part.
    without_sources : str or iterable of str
        No claims of these sources, their background neither.

    Raises
    ------
    UsageError
        For a grade outside the scale, or a basis or source that there is not.

    Examples
    --------
    >>> choose_evidence([], bases="Stated").in_words()
    'by claims of basis Stated'
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
