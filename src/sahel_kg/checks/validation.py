"""Hold the asserted data against the shapes, the ontology's terms, the calendar and itself.

Every finding names the file and the node it is about; a build stops on any.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad
from rdflib import RDF, RDFS, Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.namespace import DCTERMS, OWL, PROV, SH, SKOS

from sahel_kg.checks.joins import shape_joins
from sahel_kg.errors import Problem
from sahel_kg.events.events import read_events
from sahel_kg.events.nesting import find_report_circles
from sahel_kg.record.bounds import NAMES, parse_date
from sahel_kg.record.claims import RDF_TYPE, Claim, duplicates, read_bounds
from sahel_kg.record.dataset import Asserted
from sahel_kg.record.dependence import find_circles, read_draws_on, tell_circle
from sahel_kg.record.identities import DIFFERENT_FROM, SAME_AS, find_clash, is_decision, read_disjoint, read_kinds
from sahel_kg.terms import to_graph
from sahel_kg.vocabulary import DATA_PREFIXES, OA, PREFIXES, SKG, compact, value

_XSD = PREFIXES["xsd"]
_PREF_LABEL = PREFIXES["skos"] + "prefLabel"
_UNSEEN = {str(SKG[name]) for name in ("record", "note", *NAMES)}
"""What is said of a claim and that no shape looks into, beyond that it is there."""
_LIFE = (str(SKG.activeFrom), str(SKG.activeUntil))
_CREATED = PREFIXES["dct"] + "created"
_TOLD_DATE = (URIRef(_CREATED), SH.DatatypeConstraintComponent)
_SEGMENT = re.compile(r"(t|p\d+s\d+|n\d+)\Z")
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_STANDARD = {str(vocabulary): vocabulary for vocabulary in (DCTERMS, OWL, PROV, RDF, RDFS, SKOS)}
"""Vocabularies whose terms rdflib knows one by one."""


def validate(asserted: Asserted, claims: Sequence[Claim], shapes: Path) -> list[Problem]:
    """Check everything that was said by hand.

    Parameters
    ----------
    asserted : Asserted
    claims : sequence of Claim
        As read by `claims.read_claims`.
    shapes : Path
        The SHACL file; what relations join is taken from the ontology.

    Returns
    -------
    list of Problem
        Sorted; empty if the data is sound.
    """
    unknown, loose = _unknown_terms(asserted), _loose_locators(asserted)
    named_twice = _named_twice(asserted)
    found = [
        *_undefined(asserted, unknown),
        *_undescribed(asserted, loose),
        *_twice_declared(asserted, named_twice),
        *_dates(asserted),
        *_numbers(asserted),
        *_source_circles(asserted),
        *_graphs(asserted, claims),
        *_sentences(asserted),
        *_locators(asserted, claims),
        *_report_circles(asserted, claims),
        *duplicates(claims, asserted.origin),
        *_identities(asserted, claims),
        *_shapes(asserted, shapes, told={*unknown, *loose, *loose.values(), *(iri for iri, _ in named_twice)}),
    ]
    return sorted(set(found))


def _file(asserted: Asserted, quad: Quad) -> str:
    graph = value(quad.graph_name)
    return asserted.origin.get(graph or value(quad.subject), "")


def _node(quad: Quad) -> str:
    return compact(value(quad.graph_name) or getattr(quad.subject, "value", quad.subject))


def _unknown_terms(asserted: Asserted) -> dict[str, str]:
    """Map each term that nothing declares to what to do about it."""
    terms = {q.subject.value for q in asserted.ontology if isinstance(q.subject, NamedNode)}
    declared = {q.subject.value for q in asserted.about if isinstance(q.subject, NamedNode)}
    own = (str(SKG), PREFIXES["category"])
    data = tuple(PREFIXES[p] for p in DATA_PREFIXES)
    unknown = {}
    for quad in [*asserted.claims, *asserted.about]:
        relates = isinstance(quad.graph_name, NamedNode)
        is_type = quad.predicate.value == RDF_TYPE
        for term in (quad.subject, quad.predicate, quad.object):
            if not isinstance(term, NamedNode) or term.value in terms or term.value in unknown:
                continue
            iri = term.value
            standard = next((s for start, s in _STANDARD.items() if iri.startswith(start)), None)
            if standard is not None and iri not in standard:
                unknown[iri] = "which that vocabulary does not define: correct the name"
            elif iri.startswith(own):
                unknown[iri] = "which the ontology does not define: correct the name or define it"
            elif iri not in declared and iri.startswith(data):
                unknown[iri] = "which no file in data/ declares: correct the name or declare it"
            elif relates and standard is None and (term == quad.predicate or (is_type and term == quad.object)):
                unknown[iri] = "which is no term of the ontology: use one that is, or define it there"
    return unknown


def _undefined(asserted: Asserted, unknown: Mapping[str, str]) -> Iterator[Problem]:
    """Terms of the ontology, actors, places, events and sources that nothing declares."""
    for quad in [*asserted.claims, *asserted.about]:
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, NamedNode) and (what := unknown.get(term.value)):
                yield Problem(_file(asserted, quad), _node(quad), f"uses {compact(term.value)}, {what}")


def _loose_locators(asserted: Asserted) -> dict[str, str]:
    """Map each locator that is not described to the claim that names it."""
    described = {
        value(q.subject)
        for q in asserted.about
        if q.predicate.value == RDF_TYPE and value(q.object) == str(SKG.Locator)
    }
    named = {value(q.object): value(q.subject) for q in asserted.about if q.predicate.value == str(SKG.locator)}
    return {locator: claim for locator, claim in named.items() if locator not in described}


def _undescribed(asserted: Asserted, loose: Mapping[str, str]) -> Iterator[Problem]:
    for locator, claim in loose.items():
        text = f"its locator {compact(locator)} is not described: add `a skg:Locator` with sentence, offsets and hash"
        yield Problem(asserted.origin.get(claim, ""), compact(claim), text)


def _named_twice(asserted: Asserted) -> dict[tuple[str, str], list[str]]:
    """Map (node, language) to its preferred names where it has several: two things with one IRI."""
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for quad in asserted.about:
        if quad.predicate.value == _PREF_LABEL and isinstance(quad.object, Literal):
            names[value(quad.subject), quad.object.language or ""].add(quad.object.value)
    return {key: sorted(labels) for key, labels in names.items() if len(labels) > 1}


def _twice_declared(asserted: Asserted, named_twice: Mapping[tuple[str, str], list[str]]) -> Iterator[Problem]:
    for (iri, language), labels in named_twice.items():
        listed = " and ".join(f"'{label}'" for label in labels)
        text = f"stands for {listed} (@{language}): give one of the two an IRI of its own, or make a name an altLabel"
        yield Problem(asserted.origin.get(iri, ""), compact(iri), text)


def _dates(asserted: Asserted) -> Iterator[Problem]:
    """Bounds and other dates: of the calendar, of one of three types, in order."""
    bounds = {str(SKG[name]): name for name in NAMES}
    years = {
        *_LIFE,
        _CREATED,
        str(SKG.earliestPublished),
    }
    seen: dict[str, dict[str, set[Literal]]] = defaultdict(lambda: defaultdict(set))
    lives: dict[tuple[str, str], dict[str, Literal]] = defaultdict(dict)
    for quad in [*asserted.about, *asserted.claims]:
        predicate = quad.predicate.value
        if predicate not in bounds and predicate not in years:
            continue
        name = bounds.get(predicate) or compact(predicate)
        given = quad.object
        if fault := _date_fault(given, full=predicate == _CREATED):
            yield Problem(_file(asserted, quad), _node(quad), f"{name}: {fault}")
        elif predicate in bounds and isinstance(given, Literal):
            seen[value(quad.subject)][predicate].add(given)
        elif predicate in _LIFE and isinstance(given, Literal):
            lives[value(quad.graph_name), value(quad.subject)][predicate] = given
    for (claim, actor), life in lives.items():
        first, last = (life.get(predicate) for predicate in _LIFE)
        if first and last and parse_date(first.value) > parse_date(last.value, last=True):
            text = f"{compact(actor)} is active from {first.value} until {last.value}: correct the years"
            yield Problem(asserted.origin.get(claim, ""), compact(claim), text)
    for node, values in seen.items():
        for predicate, several in values.items():
            if len(several) > 1:
                text = f"has {len(several)} values of {bounds[predicate]}: keep one, or make two claims"
                yield Problem(asserted.origin.get(node, ""), compact(node), text)
        ordered = {predicate: sorted(several, key=str) for predicate, several in values.items()}
        if disorder := read_bounds(ordered).disorder():
            yield Problem(asserted.origin.get(node, ""), compact(node), f"{disorder}: correct the bounds")


def _date_fault(given: object, *, full: bool = False) -> str | None:
    """Say what is wrong with a date, or return None; `full` wants a day."""
    forms = 'write "2019-11-02"^^xsd:date' + ("" if full else ', "2019-11"^^xsd:gYearMonth or "2019"^^xsd:gYear')
    if not isinstance(given, Literal):
        return f"{compact(value(given))} is no date: {forms}"
    kind = given.datatype.value
    if kind not in ([_XSD + "date"] if full else [_XSD + name for name in ("date", "gYearMonth", "gYear")]):
        return f"'{given.value}' is an {compact(kind)}: {forms}"
    try:
        day = parse_date(given.value)
    except ValueError as error:
        return f"{error}: correct it" if "calendar" in str(error) else f"'{given.value}' is no {compact(kind)}: {forms}"
    written = {"date": day.isoformat(), "gYearMonth": f"{day:%Y-%m}", "gYear": f"{day:%Y}"}
    if given.value != written[kind.removeprefix(_XSD)]:
        return f"'{given.value}' is no {compact(kind)}: {forms}"
    return None


def _numbers(asserted: Asserted) -> Iterator[Problem]:
    """Values that the ontology wants to be whole numbers: a reasoner would not say so, and a count would fail."""
    whole = {
        value(q.subject)
        for q in asserted.ontology
        if q.predicate.value == str(RDFS.range) and value(q.object) == _XSD + "integer"
    } - {str(SKG[name]) for name in ("low", "best", "high")}  # the shape of a casualty report has these
    for quad in asserted.claims:
        given = quad.object
        if quad.predicate.value not in whole:
            continue
        if not isinstance(given, Literal) or given.datatype.value != _XSD + "integer" or not given.value.isdecimal():
            text = f"{compact(quad.predicate.value)} is {_shown(given)}: write a whole number, such as 12"
            yield Problem(_file(asserted, quad), _node(quad), text)


def _source_circles(asserted: Asserted) -> Iterator[Problem]:
    """Sources that draw on each other: nobody knows then where what they tell comes from."""
    for circle in find_circles(read_draws_on(asserted.about)):
        yield Problem(asserted.origin.get(circle[0], ""), compact(circle[0]), tell_circle(circle))


def _shown(term: object) -> str:
    return f"'{term.value}'" if isinstance(term, Literal) else compact(value(term))


def _graphs(asserted: Asserted, claims: Sequence[Claim]) -> Iterator[Problem]:
    """Claims without a statement, and statements in a graph that is no claim."""
    typed = {
        value(q.subject) for q in asserted.about if q.predicate.value == RDF_TYPE and value(q.object) == str(SKG.Claim)
    }
    for claim in claims:
        file = asserted.origin.get(claim.iri, "")
        if not claim.statement:
            text = "states nothing: give it a named graph with its proposition, or delete it"
            yield Problem(file, claim.id, text)
        if claim.iri not in typed:
            text = "is a named graph without anything said about it: add `a skg:Claim` with kind, basis and source"
            yield Problem(file, claim.id, text)


def _identities(asserted: Asserted, claims: Sequence[Claim]) -> Iterator[Problem]:
    """Identities that nobody decided, and decided ones that cannot be."""
    said = {(q.graph_name, q.triple) for q in [*asserted.claims, *asserted.about]}
    said = {(graph, t) for graph, t in said if t.predicate.value in (SAME_AS, DIFFERENT_FROM)}
    if not said:
        return
    decisions = {claim.iri for claim in claims if is_decision(claim)}
    counted = {claim.iri for claim in claims if claim.counts}
    kinds = read_kinds([*asserted.about, *(q for q in asserted.claims if value(q.graph_name) in counted)])
    disjoint = read_disjoint(asserted.ontology)
    for graph, triple in said:
        ends = value(triple.subject), value(triple.object)
        node = value(graph) or ends[0]
        file, relation = asserted.origin.get(node, ""), compact(triple.predicate.value)
        if value(graph) not in decisions:
            text = f"states {relation}: who is the same is decided with `sahel-kg link accept` or `reject`; delete it"
            yield Problem(file, compact(node), text)
        elif not all(end.startswith(PREFIXES["actor"]) for end in ends):
            text = f"{relation} joins {' and '.join(map(compact, ends))}: only actors can be decided upon"
            yield Problem(file, compact(node), text)
        elif (
            triple.predicate.value == SAME_AS
            and node in counted
            and (clash := find_clash(kinds[ends[0]], kinds[ends[1]], disjoint))
        ):
            what = " and ".join(f"{compact(end)} ({compact(c)[4:]})" for end, c in zip(ends, clash, strict=True))
            yield Problem(
                file, compact(node), f"makes {what} one, which cannot be: withdraw it with `sahel-kg link undo`"
            )


def _lengths(asserted: Asserted) -> dict[str, int]:
    """Map each source that has a text to the number of its code points."""
    return {
        value(q.subject): int(value(q.object))
        for q in asserted.about
        if q.predicate.value == str(OA.end)
        and compact(value(q.subject)).startswith("source:")
        and value(q.object).isdecimal()
    }


def _sentences(asserted: Asserted) -> Iterator[Problem]:
    """Lists of sentences against their source, and excuses against the lists."""
    lengths = _lengths(asserted)
    for name, listed in asserted.segments.items():
        file = asserted.file_of("segments", name)
        source = PREFIXES["source"] + name
        if source not in asserted.origin:
            yield Problem(file, "", f"no file in data/ declares source:{name}: declare it, or rename this file")
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


def _locators(asserted: Asserted, claims: Sequence[Claim]) -> Iterator[Problem]:
    """Locators against the length of the source and the offsets of the sentence, without the text.

    What is malformed in itself is left to the shapes, so that one fault gives one message.
    """
    lengths = _lengths(asserted)
    for claim in claims:
        at = claim.locator
        file, name = asserted.origin.get(claim.iri, ""), claim.source.rpartition("/")[2]
        if at is None:
            if claim.record and claim.source in lengths:
                text = f"has no skg:locator, but source:{name} has a text: say where it stands there"
                yield Problem(file, claim.id, text)
            continue
        end = lengths.get(claim.source)
        sentences = {s.segment: s for s in asserted.segments.get(name, ())}
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


def _report_circles(asserted: Asserted, claims: Sequence[Claim]) -> Iterator[Problem]:
    """Casualty reports that contain themselves: a total would count nobody, or everybody twice."""
    told = [claim for claim in claims if claim.withdrawn is None]
    subsumed = read_events(told).subsumed
    for circle in find_report_circles(subsumed):
        names = [compact(report) for report in circle]
        guilty = next(by[0] for pair, by in subsumed.items() if set(pair) <= set(circle))
        if len(circle) == 1:
            text = f"says that the casualty report {names[0]} subsumes itself: name the report that it contains"
        else:
            listed = ", ".join(names)
            text = (
                f"closes a circle of casualty reports, each of which subsumes the next ({listed}): take one step out, "
                "or let each two subsume each other if all count the same dead"
            )
        yield Problem(asserted.origin.get(guilty.iri, ""), guilty.id, text)


def _shapes(asserted: Asserted, shapes: Path, *, told: Collection[str]) -> Iterator[Problem]:
    """Run SHACL on a copy (pyshacl changes a dataset it is given) and say where each result stands.

    Results about the nodes in `told`, or about dates, would repeat what another check says better.
    """
    import pyshacl

    shape_graph = Graph().parse(shapes) + shape_joins(asserted.ontology)
    for about in (_different(asserted.about), asserted.about):
        data = to_graph([*asserted.claims, *about, *_taxonomy(asserted)])
        conforms, report, _ = pyshacl.validate(data, shacl_graph=shape_graph, inference="none", advanced=False)
        if conforms:
            return
    users = _users(asserted)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = report.value(result, SH.focusNode)
        if {str(focus), str(report.value(result, SH.value))} & set(told):
            continue
        if (report.value(result, SH.resultPath), report.value(result, SH.sourceConstraintComponent)) == _TOLD_DATE:
            continue
        message = str(report.value(result, SH.resultMessage))
        shape = report.value(result, SH.sourceShape)
        places = {
            (claim, predicate, role)
            for target, role in ((SH.targetSubjectsOf, "subject"), (SH.targetObjectsOf, "object"))
            for p in shape_graph.objects(shape, target)
            for claim, predicate in users.get((target, str(p), str(focus)), ())
        }
        if places:
            thing = f"'{focus}'" if isinstance(focus, RdfLiteral) else compact(focus)
            for claim, predicate, role in places:
                text = f"{thing}, {role} of {compact(predicate)}, {message}"
                yield Problem(asserted.origin.get(claim, ""), compact(claim), text)
        else:
            file = asserted.origin.get(str(focus)) or asserted.origin.get(str(focus).partition("#")[0], "")
            yield Problem(file, compact(str(focus)), message)


def _different(about: Sequence[Quad]) -> list[Quad]:
    """Return what is said about claims without repeats: of claims that differ in nothing that a shape sees, one.

    The rows of a data set give thousands of claims that are all alike but for the row; where one conforms, all do.
    """
    said: dict[str, list[Quad]] = defaultdict(list)
    for quad in about:
        said[value(quad.subject)].append(quad)
    seen: set[frozenset[tuple[str, str]]] = set()
    kept: list[Quad] = []
    for quads in said.values():
        known = {
            (q.predicate.value, str(type(q.object)) if q.predicate.value in _UNSEEN else str(q.object)) for q in quads
        }
        signature = frozenset({*known, ("", str(len(quads)))})
        if (RDF_TYPE, f"<{SKG.Claim}>") not in known or signature not in seen:
            kept += quads
        seen.add(signature)
    return kept


def _taxonomy(asserted: Asserted) -> list[Quad]:
    """Subclass axioms and the types of the ontology's individuals: what sh:class needs."""
    wanted = (str(RDFS.subClassOf), RDF_TYPE)
    return [q for q in asserted.ontology if q.predicate.value in wanted]


def _users(asserted: Asserted) -> dict[tuple[URIRef, str, str], set[tuple[str, str]]]:
    """Map (subject or object of, relation, node) to the claims in which the node stands so."""
    users: dict[tuple[URIRef, str, str], set[tuple[str, str]]] = defaultdict(set)
    for quad in asserted.claims:
        if not isinstance(quad.graph_name, NamedNode):
            continue
        where = (quad.graph_name.value, quad.predicate.value)
        users[SH.targetSubjectsOf, quad.predicate.value, value(quad.subject)].add(where)
        users[SH.targetObjectsOf, quad.predicate.value, value(quad.object)].add(where)
    return users
