"""Files that are nearly right: what people own, with a few bytes changed, and what reads each of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from sahel_kg.errors import SahelError
from sahel_kg.ingest.mapping import read_mapping
from sahel_kg.ingest.table import open_table
from sahel_kg.reasoning.inputs import read_triples
from sahel_kg.reasoning.rules.compiled import read_rules
from sahel_kg.record import dataset
from sahel_kg.store.guard import prepare

TURTLE = """@prefix : <urn:x:> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a :b "c"@fr , '''d "e" f''' , 1.5e3 , "2019-12-03"^^xsd:date ; a [ :p ( 1 2 <urn:y> ) ] .
_:n :p <<( :a :b :c )>> ; :q "\\u00e9\\n" .
"""
XML = """<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE rdf:RDF [<!ENTITY e "urn:e:">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:" xml:base="urn:b:">
<rdf:Description rdf:about="&e;a" e:p="1"><e:q xml:lang="fr">b</e:q><e:r rdf:parseType="Collection"><e:C/></e:r>
</rdf:Description></rdf:RDF>
"""
LINES = '<urn:a> <urn:b> "c\\u0041"@en .\n_:b <urn:b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n' * 3
RULES = """@prefix log: <http://www.w3.org/2000/10/swap/log#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <urn:x:> .
{ ?a :b ?c . ?c :b ?d . ?a log:notEqualTo ?d } => { ?a :b ?d } .
"""
SEGMENTS = "segment,paragraph,sentence,start,end,sha256\np1s1,1,1,0,10,abc\np1s2,1,2,11,20,def\n"
UCDP = ",".join(read_mapping("ucdp-actor").columns.values()) + "\n" + '1,"a ""b"" c",,x\n' * 4
QUERY = """PREFIX e: <urn:e:> SELECT ?a (COUNT(?b) AS ?n) { ?a e:p "\\u0041" , 'x' ; e:q ?b # c
FILTER(?b > 1e0 && REGEX(STR(?a), "\\\\d")) OPTIONAL { ?a !e:r+ ?c } } GROUP BY ?a LIMIT 3"""


class Kind(NamedTuple):
    """A kind of file."""

    suffix: str
    sound: str
    read: Callable[[Path], object]


def read_rdf(path: Path) -> object:
    return sum(1 for _ in read_triples(path))


def read_ucdp(path: Path) -> object:
    return list(open_table(path, read_mapping("ucdp-actor")).rows())


KINDS = [
    Kind(".ttl", TURTLE, dataset.read_quads),
    Kind(".trig", f"{TURTLE} <urn:g> {{ <urn:a> <urn:b> 1 }}", dataset.read_quads),
    Kind(".rdf", XML, read_rdf),
    Kind(".nt", LINES, read_rdf),
    Kind(".n3", RULES, lambda path: list(read_rules(path))),
    Kind(".csv", SEGMENTS, dataset.read_segments),
    Kind(".csv", UCDP, read_ucdp),
    Kind(".rq", QUERY, lambda path: prepare(dataset.read_text(path))),
]
_SPICE = "\" ' < > <<( )>> { } [ ( \\ \\u \\uD800 & # @ ^^ , ; . : %s \u202e \ufeff"
SPICE = [*map(str.encode, _SPICE.split(" "))]
SPICE += [b"\0", b"\r", b"\n", b"\xff", b"9" * 400]


def mutate(choose: random.Random, content: bytes) -> bytes:
    """Change a few places: bytes left out, doubled, moved, put in."""
    for _ in range(choose.randint(1, 4)):
        start = choose.randrange(len(content) + 1)
        end = min(len(content), start + choose.choice([0, 1, 1, 2, 8, 40]))
        middle = choose.choice([b"", content[start:end] * 2, choose.choice(SPICE), choose.choice(SPICE) * 300])
        content = content[:start] + middle + content[end:]
    return content


def mutants(seed: int, count: int) -> Iterator[tuple[Kind, bytes]]:
    """Yield so many mutants, all kinds in turn; a seed gives the same ones each time."""
    choose = random.Random(seed)
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        yield kind, mutate(choose, kind.sound.encode())


def survives(kind: Kind, content: bytes, folder: Path) -> str:
    """Read a mutant; return what was raised that is no error of ours, "" if nothing was."""
    path = folder / f"mutant{kind.suffix}"
    path.write_bytes(content)
    try:
        kind.read(path)
    except SahelError as error:
        return "" if str(error).strip() else "an error without a word"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""
