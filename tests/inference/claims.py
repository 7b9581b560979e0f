"""Small random sets of claims in the real ontology, with the cast of every rule: missions, armies, groups, places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, Triple

from sahel_kg import resources
from sahel_kg.builds.pipeline import by_claim
from sahel_kg.inference.telling import Telling
from sahel_kg.reasoning import Closure, close
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import RDF_TYPE, Claim
from sahel_kg.record.relations import Relations
from sahel_kg.record.years import Years
from sahel_kg.vocabulary import PREFIXES, SKG
from tests.record.extents import INNER, draw_bounds

Words = tuple[str, str, str]


def name(curie: str) -> str:
    """Return the IRI of a CURIE; without a prefix, of a term of the ontology."""
    prefix, colon, local = curie.partition(":")
    return PREFIXES[prefix] + local if colon else str(SKG[curie])


def make_claim(number: int | str, *facts: str, bounds: Bounds = Bounds(), credibility: int = 3) -> Claim:
    """Return a claim; a fact is `actor:a opposes actor:b`."""
    statement = []
    for fact in facts:
        subject, relation, obj = fact.split()
        predicate = RDF_TYPE if relation == "a" else name(relation)
        statement.append(Triple(NamedNode(name(subject)), NamedNode(predicate), NamedNode(name(obj))))
    iri, source = f"{PREFIXES['claim']}c{number}", f"{PREFIXES['source']}s"
    return Claim(iri, tuple(statement), "Reported", "Stated", source, bounds, credibility)


STATES = ["actor:a", "actor:b"]
ARMIES = ["actor:army-a", "actor:army-b"]
MISSIONS = ["actor:m", "actor:n"]
GROUPS = ["actor:g", "actor:h"]
PLACES = ["place:town", "place:region", "place:land", "place:continent"]
EVENTS = ["event:e1", "event:e2"]
KINDS = [
    *(f"{actor} a State" for actor in STATES),
    *(f"{actor} a ArmedForce" for actor in ARMIES),
    *(f"{actor} a Mission" for actor in MISSIONS),
    *(f"{actor} a ArmedGroup" for actor in GROUPS),
    *(f"{actor} a NamedActor" for actor in [*STATES, *ARMIES, *MISSIONS, *GROUPS]),
]
"""What the default graph says."""


def _say(subjects: Sequence[str], relations: str, objects: Sequence[str]) -> st.SearchStrategy[str]:
    parts = st.tuples(st.sampled_from(subjects), st.sampled_from(relations.split()), st.sampled_from(objects))
    return parts.filter(lambda found: found[0] != found[2]).map(" ".join)


FACTS = st.one_of(
    _say(ARMIES, "organOf", [*STATES, *MISSIONS]),
    _say(STATES, "hasOrgan actsThrough", ARMIES),
    _say([*STATES, *ARMIES], "participatesIn leadsMission", MISSIONS),
    _say([*MISSIONS, *ARMIES], "opposes", GROUPS),
    _say([*GROUPS, *STATES], "hostileTo", [*ARMIES, *GROUPS]),
    _say(STATES, "supports cooperatesWith", [*STATES, *ARMIES]),
    _say(GROUPS, "branchOf cooperatesWith hostileTo", GROUPS),
    _say(MISSIONS, "aimedAgainst", ["category:jihadist"]),
    _say(MISSIONS, "mandateArea", PLACES[1:3]),
    _say(GROUPS, "hasCategory", ["category:jihadist"]),
    _say(GROUPS, "operatesIn", PLACES[:3]),
    _say(PLACES[:2], "locatedIn", PLACES[1:]),
)
ATTACKS = st.builds(
    lambda event, kind, attacker, target: (
        f"{event} a {kind}",
        f"{event} attacker {attacker}",
        f"{event} target {target}",
    ),
    st.sampled_from(EVENTS),
    st.sampled_from(["Attack", "Ousting", "Raid"]),
    st.sampled_from(GROUPS),
    st.sampled_from([*ARMIES, *STATES]),
)
_DAY = st.sampled_from(INNER).map(lambda day: Bounds(day, day, day, day))


@st.composite
def draw_claims(draw: st.DrawFn, attacks: int = 0) -> list[Claim]:
    """At most twelve claims of states and so many of attacks, each of these on one day."""
    facts = draw(st.lists(FACTS, min_size=3, max_size=12))
    claims = [make_claim(n, fact, bounds=draw(draw_bounds()), credibility=draw(_GRADE)) for n, fact in enumerate(facts)]
    for number in range(attacks):
        said = draw(ATTACKS)
        claims.append(make_claim(f"e{number}", *said, bounds=draw(_DAY), credibility=draw(_GRADE)))
    return claims


_GRADE = st.integers(1, 6)


def telling_of(claims: Sequence[Claim], relations: Relations | None = None, years: Years | None = None) -> Telling:
    """Return when claims that all count say that facts hold; states are presumed for two days."""
    counting = {claim.iri for claim in claims}
    return Telling(claims, counting, relations or Relations([]), years or {}, persist="2d")


def without_dates(claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims as if the source gave no dates."""
    return [replace(claim, bounds=Bounds()) for claim in claims]


def close_claims(claims: Iterable[Claim], terms: Iterable[Quad], **options: object) -> Closure:
    """Close claims as a build does."""
    quads = [Quad(t.subject, t.predicate, t.object, NamedNode(claim.iri)) for claim in claims for t in claim.statement]
    kinds = [Quad(t.subject, t.predicate, t.object) for t in make_claim("", *KINDS).statement]
    rules = ["owl-rl", resources.shipped("ontology") / "rules.n3"]
    return close(by_claim([*quads, *kinds, *terms]), rules=rules, **options)  # type: ignore[arg-type]
