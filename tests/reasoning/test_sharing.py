"""Closures in memory share one instance of DuckDB, and know nothing of each other."""

from __future__ import annotations

import gc
import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from rdflib import RDFS, Graph, URIRef
from rdflib.term import Node

from sahel_kg.reasoning import Closure, close
from sahel_kg.reasoning.engines.duckdb import intake

A, B, C, P, Q, R = (URIRef(f"urn:x:{name}") for name in "abcpqr")


def close_small(*links: tuple[URIRef, URIRef]) -> Closure:
    graph = Graph()
    graph.add((A, P, B))
    for link in links:
        graph.add((link[0], RDFS.subPropertyOf, link[1]))
    return close(graph, engine="duckdb")


def count_databases() -> int:
    connection = intake._of_process(os.getpid()).connection
    return len(connection.execute("SELECT * FROM duckdb_databases() WHERE NOT internal").fetchall())


@pytest.mark.slow
def test_a_closure_leaves_nothing() -> None:
    close_small()
    gc.collect()
    before = count_databases()
    closures = [close_small((P, Q)), close_small((P, R))]
    assert count_databases() == before + 2
    assert [(A, Q, B) in closure for closure in closures] == [True, False]
    del closures
    gc.collect()
    assert count_databases() == before


@pytest.mark.slow
def test_what_was_added_to_may_go_first() -> None:
    more = Graph()
    more.add((B, P, C))
    first = close_small((P, Q))
    second = first.add(more)
    third = second.add(Graph())
    del first, second
    gc.collect()
    others = [close_small((P, R)) for _ in range(3)]
    assert set(third.inferred()) == {(A, Q, B), (B, Q, C)}
    assert all((A, R, B) in each for each in others)


def test_an_instance_that_has_ended_is_replaced() -> None:
    close_small()
    intake._of_process(os.getpid()).connection.close()
    assert (A, Q, B) in close_small((P, Q))


def test_several_threads_close_at_once() -> None:
    def infer(number: int) -> set[Node]:
        return {p for _, p, _ in close_small((P, URIRef(f"urn:x:{number}"))).inferred()}

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(infer, range(20))) == [{URIRef(f"urn:x:{number}")} for number in range(20)]


def close_elsewhere(_: int) -> bool:
    return (A, Q, B) in close_small((P, Q))


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork on this system")
def test_a_process_that_was_forked_off_closes_by_an_instance_of_its_own() -> None:
    kept = close_small((P, R))
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.map_async(close_elsewhere, [0]).get(timeout=60) == [True]
    assert (A, R, B) in kept
