"""By one's own sources alone: whose ties these are, and what of others is kept."""

from __future__ import annotations

import pytest

from sahel_kg import Build
from sahel_kg.record.evidence import tell_others
from sahel_kg.vocabulary import compact
from tests.cli.command import run
from tests.conftest import TURTLE_PREFIXES
from tests.ties.small import build_of, told

NAMES = (
    TURTLE_PREFIXES
    + "".join(
        f'source:t-{name} a skg:Source ; dct:title "{name}" ; dct:publisher "{name}" ; skg:reliability "C" ;\n'
        f"    rdfs:seeAlso <https://example.org/{name}> .\n"
        for name in ("own", "data")
    )
    + "".join(
        f'actor:t-{name} a skg:NamedActor ; skos:prefLabel "{name}"@en .\n'
        for name in ("band", "corps", "front", "city")
    )
)


def said_by(source: str, name: str, statement: str, basis: str = "Stated") -> str:
    claim = told(name, statement, latestBegin="2013-01-01", earliestEnd="2015-01-01")
    claim = claim.replace("prov:hadPrimarySource source:ucdp-actor-22.1", f"prov:hadPrimarySource source:{source}")
    return claim.replace("skg:basis skg:Stated", f"skg:basis skg:{basis}")


CLAIMS = TURTLE_PREFIXES + "".join(
    (
        said_by("t-own", "t-own-tie", "actor:t-band skg:opposes actor:t-corps ."),
        said_by("t-own", "t-own-kind", "actor:t-band a skg:ArmedGroup ."),
        said_by("t-data", "t-kind-band", "actor:t-band a skg:ArmedGroup ."),
        said_by("t-data", "t-kind-corps", "actor:t-corps a skg:ArmedGroup ."),
        said_by("t-data", "t-kind-front", "actor:t-front a skg:ArmedGroup ."),
        said_by("t-data", "t-kind-city", "actor:t-city a skg:ArmedGroup ."),
        said_by("t-data", "t-stated", "actor:t-corps skg:supports actor:t-front ."),
        said_by("t-data", "t-on-corps", "actor:t-front skg:alliedWith actor:t-corps .", "Background"),
        said_by("t-data", "t-on-others", "actor:t-front skg:alliedWith actor:t-city .", "Background"),
    )
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build_of(tmp_path_factory.mktemp("own"), CLAIMS, NAMES)


def test_only_background_on_whom_it_names_comes_along(small: Build) -> None:
    seen = small.admitting(sources="t-own")
    ties = {tuple(claim.id for claim in tie.claims) for tie in seen.ties() if tie.status == "asserted"}
    assert ties == {("claim:t-own-tie",), ("claim:t-on-corps",)}
    alone = small.admitting(sources="t-own", bases=("Stated", "Implied"))
    assert {tie.relation_id for tie in alone.ties()} == {"skg:opposes"}
    assert {claim.id for claim in seen.admitted} == {claim.id for claim in seen.claims}, (
        "what counts is what is admitted"
    )


def test_a_kind_is_taken_from_others_where_none_is_told(small: Build) -> None:
    """t-band's is told by the own source; t-corps' by the data set alone; the others are not named."""
    seen = small.admitting(sources="t-own", bases=("Stated", "Implied"))
    kinds = {claim.id for claim in seen.claims if claim.id.startswith("claim:t-kind")}
    assert kinds == {"claim:t-kind-corps"}
    assert seen.actors["corps"].kinds == ("ArmedGroup",)


def test_what_else_counts_is_said(small: Build) -> None:
    seen = small.admitting(sources="t-own")
    text = (
        "Beside claims from t-own count of others 1 of background on whom they name (t-data) and "
        "1 on what kind some of these are; --basis Stated --basis Implied leaves background out"
    )
    assert tell_others(seen.evidence, seen.claims) == text
    for command in ("camps", "show band", "timeline band", "render"):
        more = ("-o", str(small.path.parent / "page.html")) if command == "render" else ()
        answer = run(*command.split(), "--source", "t-own", "--build", small.path, *more)
        assert (answer.code, text in answer.err) == (0, True)
    assert "background on whom they name" not in run("camps", "--build", small.path).err
    alone = run("camps", "--source", "t-own", "--basis", "Stated", "--build", small.path).err
    assert "count of others 1 on what kind some of these are\n" in alone


def test_a_report_has_no_ties_of_those_whom_it_does_not_name(both: Build) -> None:
    """The charter of the United Nations names its members; what other background tells of JNIM is not about it."""
    source = "un-charter-1945"
    own = {compact(claim.source) for claim in both.claims if source in claim.source}
    assert own == {f"source:{source}"}
    seen = both.admitting(sources=source)
    assert "claim:bg-jnim-al-qaeda" not in {claim.id for claim in seen.claims}
    assert "claim:bg-mali-aes" not in {claim.id for claim in seen.claims}


def test_who_is_named_by_a_number_is_named(both: Build) -> None:
    """UCDP's kinds go by its numbers: of its conflicts each has one, and the states theirs by the decisions on them."""
    seen = both.admitting(sources="ucdp-acd-25.1")
    named = {end for tie in seen.ties() if tie.status == "asserted" for end in (tie.subject, tie.object)}
    untyped = {actor.label for actor in seen.actors if actor.iri in named and not actor.kinds}
    assert untyped <= {actor.label for actor in both.actors if not actor.kinds}
