"""One IRI for each actor: what claims say is renamed, nothing of what they said is lost, and all can be taken back."""

from __future__ import annotations

from pyoxigraph import Quad, RdfFormat, parse

from sahel_kg.builds.pipeline import Checked, premises
from sahel_kg.record.claims import Claim, read_claims
from sahel_kg.record.dataset import Asserted
from sahel_kg.record.unifying import is_as_said, restore, unify
from sahel_kg.vocabulary import compact, value
from tests.conftest import TURTLE_PREFIXES

KIND = "a skg:Claim ; skg:kind skg:Reported ; skg:basis skg:Stated ; skg:credibility 2 ; prov:hadPrimarySource source:x"
DECIDED = f'{KIND} ; skg:codebook "link-1"'
YEAR = """skg:earliestBegin "{0}-01-01"^^xsd:date ; skg:latestBegin "{0}-12-31"^^xsd:date ;
    skg:earliestEnd "{0}-01-01"^^xsd:date ; skg:latestEnd "{0}-12-31"^^xsd:date ; skg:aspect skg:Happening"""
DATA = f"""
actor:mali a skg:NamedActor ; skos:prefLabel "Mali"@en .
actor:set-72 a skg:NamedActor ; skos:prefLabel "Government of Mali"@en ; dct:source source:set .
actor:movement a skg:NamedActor ; skos:prefLabel "Movement"@en .
actor:front a skg:NamedActor ; skos:prefLabel "Front"@en .
actor:set-9 a skg:NamedActor ; skos:prefLabel "Movement / Front"@en ; dct:source source:set .
claim:same {{ actor:mali owl:sameAs actor:set-72 . }} claim:same {DECIDED} ; skg:aspect skg:Timeless .
claim:then {{ actor:set-9 skg:standsFor actor:movement . }}
claim:then {DECIDED} ; skg:earliestEnd "2013-12-31"^^xsd:date ; skg:latestEnd "2013-12-31"^^xsd:date .
claim:now {{ actor:set-9 skg:standsFor actor:front . }}
claim:now {DECIDED} ; skg:earliestBegin "2014-01-01"^^xsd:date ; skg:latestBegin "2014-01-01"^^xsd:date .
claim:f12 {{ actor:set-72 skg:foughtAgainst actor:set-9 . }} claim:f12 {KIND} ; {YEAR.format(2012)} .
claim:f14 {{ actor:set-72 skg:foughtAgainst actor:set-9 . }} claim:f14 {KIND} ; {YEAR.format(2014)} .
claim:both {{ actor:set-9 skg:opposes actor:set-72 . }}
claim:both {KIND} ; skg:earliestBegin "2013-06-01"^^xsd:date ; skg:latestEnd "2014-06-01"^^xsd:date .
claim:kind {{ actor:set-9 a skg:ArmedGroup . }} claim:kind {KIND} .
claim:denied {{ <https://w3id.org/sahel-kg/claim/denied#it> a owl:NegativePropertyAssertion ;
    owl:sourceIndividual actor:set-72 ; owl:assertionProperty skg:supports ; owl:targetIndividual actor:front . }}
claim:denied {KIND} ; skg:speaker actor:set-72 .
"""


def read(text: str) -> tuple[Asserted, list[Claim]]:
    quads = list(parse(TURTLE_PREFIXES + text, format=RdfFormat.TRIG))
    asserted = Asserted([q for q in quads if value(q.graph_name)], [q for q in quads if not value(q.graph_name)])
    return asserted, read_claims(asserted.claims, asserted.about)


def said(claims: list[Claim]) -> dict[str, list[str]]:
    return {
        compact(c.iri).partition(":")[2]: [
            " ".join(compact(value(term)).rpartition(":")[2] for term in (t.subject, t.predicate, t.object))
            for t in c.statement
        ]
        for c in claims
    }


def test_who_is_the_same_has_one_iri_and_who_stands_for_another_within_its_time() -> None:
    joined, claims = unify(*read(DATA))
    told = said(claims)
    assert told["f12"] == ["mali foughtAgainst movement"]
    assert told["f14"] == ["mali foughtAgainst front"]
    assert told["both"] == ["set-9 opposes mali"], "it straddles the two times"
    assert told["kind"] == ["set-9 type ArmedGroup"], "what is always so is said of the name itself"
    assert any(line.endswith("sourceIndividual mali") for line in told["denied"])
    assert told["same"] == ["mali sameAs set-72"], "a pointer stays as it is"
    [denied] = [c for c in claims if c.id == "claim:denied"]
    assert compact(denied.speaker or "") == "actor:mali"
    names = {(compact(value(q.predicate)), value(q.object)) for q in joined.about if "mali" in value(q.subject)}
    assert {("skos:prefLabel", "Mali"), ("skos:altLabel", "Government of Mali")} <= names
    assert not any(value(q.subject).endswith("set-72") for q in joined.about)
    # the claims are those that the quads tell
    graphs = [q for q in joined.claims if not is_as_said(q)]
    assert said(read_claims(graphs, joined.about)) == told


def test_nothing_of_an_identity_is_reasoned_about() -> None:
    facts = {compact(q.predicate.value) for q in premises(Checked(*unify(*read(DATA))))}
    assert "skg:foughtAgainst" in facts
    assert not facts & {"owl:sameAs", "skg:standsFor"}


def test_what_was_said_can_be_restored() -> None:
    def told(quads: list[Quad]) -> set[str]:
        return {str(q) for q in quads if q.predicate.value.rpartition("#")[2] != "speaker"}

    asserted, claims = read(DATA)
    joined, _ = unify(asserted, claims)
    assert any(map(is_as_said, joined.claims))
    assert told(restore([*joined.claims, *joined.about])) == told([*asserted.claims, *asserted.about])


def test_without_decisions_nothing_is_touched() -> None:
    asserted, claims = read(DATA.replace('"link-1"', '"2"'))
    joined, same = unify(asserted, claims)
    assert joined is asserted
    assert same == claims


def test_an_actor_can_be_several_by_way_of_one() -> None:
    more = "actor:other-1 a skg:NamedActor . claim:too { actor:set-72 owl:sameAs actor:other-1 . } "
    more += f"claim:too {DECIDED} ."
    more += f"claim:x {{ actor:other-1 skg:opposes actor:set-9 . }} claim:x {KIND} ; {YEAR.format(2012)} ."
    assert said(unify(*read(DATA + more))[1])["x"] == ["mali opposes movement"]
