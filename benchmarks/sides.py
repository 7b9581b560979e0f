"""What is measured, each in a process of its own: one function a side, taking and returning what JSON can hold."""

from __future__ import annotations

import gzip
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import events

Result = dict[str, Any]


def peak_memory() -> int:
    """Return the most memory that this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def processor_time() -> float:
    """Return the seconds that this process has spent on all cores: what other work of the machine changes least."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


# --- ours ----------------------------------------------------------------------------------------------------


def ours(
    paths: list[str], *, on_disk: bool = False, memory_limit: str | None = None, runs: int = 1, limit: int | None = None
) -> Result:
    """Close files. `seconds` is all of `close`, `reasoning` what it takes once all terms have their numbers."""
    from sahel_kg.errors import LimitError
    from sahel_kg.reasoning import close
    from sahel_kg.reasoning.engines.duckdb.engine import DuckDBClosure
    from sahel_kg.reasoning.relational.tables import Tables

    marks: dict[str, float] = {}
    make, load = DuckDBClosure.make, Tables.load

    def made(*arguments: Any, **options: Any) -> DuckDBClosure:
        marks["read"] = time.perf_counter()
        return make(*arguments, **options)

    def loaded(tables: Tables) -> None:
        load(tables)
        marks.setdefault("loaded", time.perf_counter())

    DuckDBClosure.make, Tables.load = made, loaded  # type: ignore[method-assign,assignment]
    timings: list[tuple[float, ...]] = []
    closure = None
    for _ in range(runs):
        marks.clear()
        if closure is not None:
            closure.tables.connection.close()
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder) / "closure.duckdb" if on_disk else None
            start, spent = time.perf_counter(), processor_time()
            try:
                closure = close(paths, engine="duckdb", database=database, memory_limit=memory_limit, limit_facts=limit)
            except LimitError as error:
                return {"seconds": time.perf_counter() - start, "error": str(error), "memory": peak_memory()}
            end = time.perf_counter()
            spent = processor_time() - spent
            timings.append((end - start, end - marks["loaded"], marks["read"] - start, spent))
            memory = peak_memory()
            if runs == len(timings):
                tables = closure.tables
                result = {
                    "memory": memory,
                    "given": tables.number("SELECT count(*) FROM (SELECT DISTINCT s, p, o FROM given)"),
                    "facts": tables.number("SELECT count(*) FROM fact"),
                    "rounds": closure.last_round,
                    "findings": len(closure.contradictions),
                    "notes": list(closure.notes),
                    "copy": statistics.median(_copy(tables) for _ in range(3)),
                }
            if on_disk:
                result["size"] = database.stat().st_size if database and database.exists() else 0
    for place, name in enumerate(("seconds", "reasoning", "reading", "processor")):
        result[name] = statistics.median(timing[place] for timing in timings)
    return result


def output(paths: list[str]) -> Result:
    """Write a closure as lines of N-Triples, sorted and not."""
    from sahel_kg.reasoning import close

    before = processor_time()
    closure = close(paths)
    result: Result = {"closing": processor_time() - before, "facts": len(closure)}
    for name, in_order in (("unsorted", False), ("sorted", True)):
        before = processor_time()
        with tempfile.TemporaryFile() as file:
            file.writelines(map(str.encode, closure.write(in_order=in_order)))
        result[name] = processor_time() - before
    return {**result, "memory": peak_memory()}


def sparq(paths: list[str]) -> Result:
    """Close by sparq-rdf."""
    from importlib.metadata import version

    import sparq as library

    with tempfile.TemporaryDirectory() as folder:
        source = as_lines([Path(path) for path in paths], Path(folder) / "all.nt")
        loading, graph = _time(lambda: library.Graph.load(str(source)))
    reasoning, _ = _time(lambda: graph.reason("owl"))
    return {
        "version": f"sparq-rdf {version('sparq-rdf')}",
        "facts": len(graph),
        "loading": loading,
        "reasoning": reasoning,
        "memory": peak_memory(),
    }


def as_lines(paths: list[Path], target: Path) -> Path:
    """Write the triples of several files as N-Triples."""
    import pyoxigraph

    with target.open("wb") as file:
        for path in paths:
            plain = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            suffix = path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
            form = pyoxigraph.RdfFormat.from_extension(suffix.lstrip(".").replace("owl", "rdf"))
            triples = (quad.triple for quad in pyoxigraph.parse(plain, form, base_iri="urn:x:"))
            pyoxigraph.serialize(triples, file, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return target


def _copy(tables: Any) -> float:
    """Return the time that DuckDB takes to write the distinct facts to another table: the yardstick."""
    start = time.perf_counter()
    tables.execute("CREATE OR REPLACE TABLE copied AS SELECT DISTINCT s, p, o FROM fact")
    seconds = time.perf_counter() - start
    tables.execute("DROP TABLE copied")
    return seconds


def questions(paths: list[str]) -> Result:
    """Explain facts of a closure of a million, and add one event to it."""
    from rdflib import RDF, Graph, URIRef

    from sahel_kg.reasoning import close

    closure = close(paths, engine="duckdb")
    tables = closure.tables
    rows = tables.rows(
        "SELECT s, p, o FROM fact WHERE round > 0 QUALIFY row_number() OVER (PARTITION BY p ORDER BY hash(s, o)) <= 3"
    )
    facts = [(tables.term_of(s), tables.term_of(p), tables.term_of(o)) for s, p, o in sorted(rows)]
    ident = tables.id_of(URIRef(f"{events.BASE}#attacker"))
    hubs = tables.rows("SELECT o FROM fact WHERE p = $1 GROUP BY o ORDER BY count(*) DESC, o LIMIT 1", [ident])
    facts.append((tables.term_of(hubs[0][0]), RDF.type, URIRef(f"{events.BASE}#Actor")))
    explained = [_time(lambda fact=fact: closure.explain(fact)) for fact in facts]
    justified = [_time(lambda fact=fact: closure.justifications(fact)) for fact in facts]
    event = Graph().parse(format="turtle", data=_NEW_EVENT)
    adding, larger = _time(lambda: closure.add(event))
    return {
        "facts": tables.number("SELECT count(*) FROM fact"),
        "asked": len(facts),
        "explain": [statistics.median(each[0] for each in explained), max(each[0] for each in explained)],
        "depth": max(each[1].depth for each in explained),
        "justify": [statistics.median(each[0] for each in justified), max(each[0] for each in justified)],
        "most": max(len(list(each[1])) for each in justified),
        "slowest": [" ".join(map(_shorten, _slowest(facts, timed))) for timed in (explained, justified)],
        "add": adding,
        "added": larger.tables.number("SELECT count(*) FROM fact") - tables.number("SELECT count(*) FROM fact"),
        "memory": peak_memory(),
    }


def _slowest(facts: list[Any], timed: list[tuple[float, Any]]) -> Any:
    return max(zip(facts, timed, strict=True), key=lambda pair: pair[1][0])[0]


_NEW_EVENT = f"""@prefix : <{events.BASE}#> .
<urn:claim:1> a :Ambush ; :attacker <{events.BASE}/actor/1> ; :target <{events.BASE}/actor/2> ;
    :occurredAt <{events.BASE}/village/3> ; :occurredOn "2020-02-02"^^<http://www.w3.org/2001/XMLSchema#date> ."""


def _time(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def article(runs: int = 3) -> Result:
    """Close the shipped data as a build does, and build it."""
    from sahel_kg import resources
    from sahel_kg.builds import pipeline
    from sahel_kg.terms import to_graph

    data = [resources.shipped("data")]
    checked = pipeline.check(pipeline.read(data))
    given = len(to_graph(pipeline.premises(checked)))
    seconds = []
    for _ in range(runs):
        spent, closure = _time(lambda: pipeline.infer(checked, engine="duckdb"))
        seconds.append(spent)
    with tempfile.TemporaryDirectory() as folder:
        building, _ = _time(lambda: pipeline.run(Path(folder) / "build", data))
    return {
        "given": given,
        "facts": len(closure),
        "first": seconds[0],
        "seconds": statistics.median(seconds),
        "build": building,
        "memory": peak_memory(),
    }


# --- theirs --------------------------------------------------------------------------------------------------


def reasonable(paths: list[str]) -> Result:
    """Close by `reasonable`. Its `reason` also makes rdflib terms of all facts: a second call does hardly else."""
    from importlib.metadata import version

    from reasonable import PyReasoner

    with tempfile.TemporaryDirectory() as folder:
        files = [_as_turtle(Path(path), Path(folder)) for path in paths]
        reasoner = PyReasoner()
        start, spent = time.perf_counter(), processor_time()
        for file in files:
            reasoner.load_file(str(file))
        loading = time.perf_counter() - start
    reasoning, facts = _time(reasoner.reason)
    count, memory, spent = len(facts), peak_memory(), processor_time() - spent
    del facts
    again, _ = _time(reasoner.reason)
    return {
        "version": version("reasonable"),
        "loading": loading,
        "reasoning": reasoning,
        "again": again,
        "seconds": loading + reasoning,
        "facts": count,
        "memory": memory,
        "processor": spent,
    }


def _as_turtle(path: Path, folder: Path) -> Path:
    """Return a copy of a file that `reasonable` reads: it knows ttl and n3."""
    import pyoxigraph

    target = folder / f"{path.name}.ttl"
    if path.suffix == ".owl":
        source = pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.RDF_XML, base_iri=path.resolve().as_uri())
        triples = (quad.triple for quad in source)
        pyoxigraph.serialize(triples, target, format=pyoxigraph.RdfFormat.TURTLE)
    elif path.suffix == ".gz":
        with gzip.open(path) as packed, target.open("wb") as stream:
            shutil.copyfileobj(packed, stream)
    else:
        target.symlink_to(path.resolve())
    return target


def owlrl(paths: list[str]) -> Result:
    """Close by owlrl as it comes."""
    from owlrl import DeductiveClosure, OWLRL_Semantics
    from rdflib import Graph

    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    given = len(graph)
    seconds, _ = _time(lambda: DeductiveClosure(OWLRL_Semantics).expand(graph))
    return {"given": given, "facts": len(graph), "seconds": seconds, "memory": peak_memory()}


def differences(paths: list[str], other: str, samples: int = 100) -> Result:
    """Compare our facts with another reasoner's, blank nodes aside: they have no common names."""
    from rdflib import BNode

    from sahel_kg.reasoning import close
    from sahel_kg.reasoning.inputs import read_triples
    from sahel_kg.reasoning.rules.restatements import restates
    from sahel_kg.reasoning.terms import is_rdf

    def name(triples: Iterable[Any]) -> set[Any]:
        plain = (triple for triple in triples if is_rdf(triple) and not any(isinstance(t, BNode) for t in triple))
        return {tuple(map(_plain, triple)) for triple in plain}

    closure = close(paths, engine="duckdb")
    mine, theirs = name(closure.facts()), name(_close_by(other, paths))
    missed = sorted(mine - theirs)
    step = max(1, len(missed) // samples)
    rules = Counter(closure.explain(fact).rule or "given" for fact in missed[::step])
    more = theirs - mine - name(read_triples([Path(path) for path in paths]))
    unexpected = sorted(fact for fact in more if not restates(fact))
    return {
        "mine": len(mine),
        "theirs": len(theirs),
        "missed": len(missed),
        "sampled": sum(rules.values()),
        "rules": dict(rules.most_common()),
        "examples": [" ".join(_shorten(term) for term in fact) for fact in missed[:: max(1, len(missed) // 5)][:5]],
        "restating": len(more) - len(unexpected),
        "unexpected": [" ".join(_shorten(term) for term in fact) for fact in unexpected[:5]],
        "unexpected_count": len(unexpected),
    }


def _plain(term: Any) -> Any:
    """Return a term without xsd:string, which one library writes and the other does not."""
    from sahel_kg.terms import from_text, to_text

    return from_text(to_text(term))


def _shorten(term: Any) -> str:
    return str(term).replace(events.BASE, "").rsplit("-ns#", 1)[-1].lstrip("#/")


def _close_by(other: str, paths: list[str]) -> Iterable[Any]:
    if other == "owlrl":
        from owlrl import DeductiveClosure, OWLRL_Semantics
        from rdflib import Graph

        graph = Graph()
        for path in paths:
            graph.parse(path, format="turtle")
        DeductiveClosure(OWLRL_Semantics).expand(graph)
        return graph
    from reasonable import PyReasoner

    reasoner = PyReasoner()
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            reasoner.load_file(str(_as_turtle(Path(path), Path(folder))))
    return reasoner.reason()


SIDES: dict[str, Callable[..., Result]] = {
    side.__name__: side for side in (ours, output, questions, article, reasonable, owlrl, sparq, differences)
}
