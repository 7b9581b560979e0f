"""Places in a source: lists of sentences, and locators against them, without the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from sahel_kg.errors import Problem
from sahel_kg.record.claims import RDF_TYPE, Claim
from sahel_kg.record.dataset import Asserted
from sahel_kg.vocabulary import OA, PREFIXES, SKG, compact, value

_SEGMENT = re.compile(r"(t|p\d+s\d+|n\d+)\Z")
_HASH = re.compile(r"[0-9a-f]{64}\Z")


def read_loose(asserted: Asserted) -> dict[str, str]:
    """Map each locator that is not described to the claim that names it."""
    described = {
        value(q.subject)
        for q in asserted.about
        if q.predicate.value == RDF_TYPE and value(q.object) == str(SKG.Locator)
    }
    named = {value(q.object): value(q.subject) for q in asserted.about if q.predicate.value == str(SKG.locator)}
    return {locator: claim for locator, claim in named.items() if locator not in described}


def find_undescribed(asserted: Asserted, loose: Mapping[str, str]) -> Iterator[Problem]:
    """Locators that a claim names and nobody describes."""
    for locator, claim in loose.items():
        text = f"its locator {compact(locator)} is not described: add `a skg:Locator` with sentence, offsets and hash"
        yield Problem(asserted.origin.get(claim, ""), compact(claim), text)


def find_wrong_sentences(asserted: Asserted) -> Iterator[Problem]:
    """Lists of sentences against their source, and excuses against the lists."""
    lengths = _lengths(asserted)
    for name, listed in asserted.segments.items():
        file = asserted.file_of("segments", name)
        source = PREFIXES["source"] + name
        if source not in asserted.origin:
            yield Problem(file, "", f"no file of the data declares source:{name}: declare it, or rename this file")
        for sentence in listed:
            if sentence.end > lengths.get(source, sentence.end):
                text = f"ends at {sentence.end}, past the source's end at {lengths[source]}: correct the offsets"
                yield Problem(file, sentence.segment, text)
    for name, excuses in asserted.uncoded.items():
        known = {s.segment for s in asserted.segments.get(name, ())}
        for excuse in excuses:
            if excuse.segment not in known:
                text = f"excuses a sentence that segments/{name}.csv does not list: correct its name"
                yield Problem(asserted.file_of("uncoded", name), excuse.segment, text)


def find_wrong_locators(asserted: Asserted, claims: Sequence[Claim]) -> Iterator[Problem]:
    """Locators against the length of the source and the offsets of the sentence, without the text.

    What is malformed in itself is left to the shapes, so that one fault gives one message.
    """
    lengths = _lengths(asserted)
    listed = {name: {s.segment: s for s in found} for name, found in asserted.segments.items()}
    for claim in claims:
        at = claim.locator
        file, name = asserted.origin.get(claim.iri, ""), claim.source.rpartition("/")[2]
        if at is None:
            if claim.record and claim.source in lengths:
                text = f"has no skg:locator, but source:{name} has a text: say where it stands there"
                yield Problem(file, claim.id, text)
            continue
        end = lengths.get(claim.source)
        sentences = listed.get(name, {})
        sentence = sentences.get(at.segment)
        if at.end <= at.start:
            continue
        if end is not None and at.end > end:
            text = f"locator ends at {at.end}, past the source's end at {end}: correct the offsets"
            yield Problem(file, claim.id, text)
        elif sentences and sentence is None and _SEGMENT.match(at.segment):
            text = f"locator names sentence '{at.segment}', which {name} does not have: see segments/{name}.csv"
            yield Problem(file, claim.id, text)
        elif sentence and not sentence.start <= at.start < at.end <= sentence.end:
            text = f"locator {at.start} to {at.end} lies outside {at.segment} ({sentence.start} to {sentence.end})"
            yield Problem(file, claim.id, f"{text}: correct the offsets or the sentence")
        elif (
            sentence
            and (at.start, at.end) == (sentence.start, sentence.end)
            and _HASH.match(at.sha256)
            and at.sha256 != sentence.sha256
        ):
            text = f"hash of its locator is not that of sentence {at.segment}, which is {sentence.sha256}"
            yield Problem(file, claim.id, text)


def list_unlisted(asserted: Asserted, claims: Sequence[Claim]) -> list[str]:
    """Return the names of sources whose claims point into a text of which no file lists the sentences."""
    named = {claim.source.rpartition("/")[2] for claim in claims if claim.locator is not None}
    return sorted(named - set(asserted.segments))


def _lengths(asserted: Asserted) -> dict[str, int]:
    """Map each source that has a text to the number of its code points."""
    return {
        value(q.subject): int(value(q.object))
        for q in asserted.about
        if q.predicate.value == str(OA.end)
        and value(q.subject).startswith(PREFIXES["source"])
        and value(q.object).isdecimal()
    }
