"""The program that evaluates queries, in a process of its own that can open nothing: no file and no socket.

`sahel_kg.store.evaluator` starts it. Requests come by standard input, a line of JSON each, with as many bytes after
it as it says; answers go to standard output, lines of JSON the last of which has ``done``. It imports nothing of
this package, so that it starts at once. When its input ends, so does it, in the middle of a query too.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import sys
import threading
import traceback
from collections.abc import Iterator
from itertools import accumulate, islice, pairwise
from queue import SimpleQueue
from typing import Any

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    Variable,
    parse,
)

try:
    import resource
except ImportError:  # Windows knows no such limits
    resource = None  # type: ignore[assignment]

STACK = 512 << 20
"""Bytes of stack for what is nested: only those that are used cost memory."""
CHUNK = 1000
Asked = tuple[dict[str, Any], bytes]


def main() -> None:
    """Answer requests until the input ends."""
    requests: SimpleQueue[Asked] = SimpleQueue()
    size = open_size()
    threading.stack_size(STACK)
    threading.Thread(target=answer, args=(requests, size), daemon=True).start()
    lock_down()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        requests.put((request, sys.stdin.buffer.read(request.get("length", 0))))
    os._exit(0)


def lock_down() -> None:
    """Give up opening anything, for good: a socket needs a descriptor as a file does, and there are no more."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def open_size() -> int | None:
    """Return the descriptor by which the system tells how large this process is, where it does."""
    try:
        return os.open("/proc/self/statm", os.O_RDONLY)
    except OSError:
        return None


def bound_memory(more: int | None, size: int | None) -> None:
    """Let the process grow by so many bytes from now on, and no further."""
    if resource is None or size is None:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    soft = hard
    if more is not None:
        soft = int(os.pread(size, 100, 0).split()[0]) * resource.getpagesize() + more
        soft = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def answer(requests: SimpleQueue[Asked], size: int | None) -> None:
    """Answer one request after the other; whatever goes wrong ends the process, so that nobody waits for it."""
    try:
        answer_all(requests, size)
    except BaseException:
        traceback.print_exc()
        os._exit(70)


def answer_all(requests: SimpleQueue[Asked], size: int | None) -> None:
    """Answer one request after the other."""
    stores: dict[int, _ChangingStore] = {}
    while True:
        request, content = requests.get()
        number = request["store"]
        if request["do"] == "fill":
            stores[number] = _ChangingStore(split(content, request["parts"]))
            say({"done": True})
        elif request["do"] == "turn":
            stores[number].turn(request["place"])
            say({"done": True})
        elif request["do"] == "drop":
            stores.pop(number, None)
        else:
            bound_memory(request["memory"], size)
            say(ask(stores[number].store, request))
            bound_memory(None, size)


def split(content: bytes, sizes: list[int]) -> list[bytes]:
    """Return the parts of a content one after the other."""
    ends = list(accumulate(sizes, initial=0))
    return [content[begin:end] for begin, end in pairwise(ends)]


class _ChangingStore:
    """A store that goes from one state to the next, and back: the next has some quads more and some less.

    Parameters
    ----------
    texts : list of bytes
        N-Quads: what each state has more than the one before, and after it what it has less.
    """

    def __init__(self, texts: list[bytes]) -> None:
        self.store = Store()
        self._texts = texts[2:]
        self._done: list[tuple[list[Quad], list[Quad]]] = []
        self.store.bulk_extend(read(texts[0]))

    def turn(self, place: int) -> None:
        """Bring it into the state of this place."""
        while len(self._done) < place:
            first = 2 * len(self._done)
            more, less = (list(read(text)) for text in self._texts[first : first + 2])
            self._done.append(self._change([quad for quad in more if quad not in self.store], less))
        while len(self._done) > place:
            more, less = self._done.pop()
            self._change(less, more)

    def _change(self, more: list[Quad], less: list[Quad]) -> tuple[list[Quad], list[Quad]]:
        for quad in less:
            self.store.remove(quad)
        self.store.bulk_extend(more)
        return more, less


def read(text: bytes) -> Iterator[Quad]:
    """Yield the quads of N-Quads, whose blank nodes keep their names, which they would not if the store read them."""
    return parse(text, format=RdfFormat.N_QUADS)


def ask(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Run a query, say its rows, and return how it ended."""
    given: dict[Variable, NamedNode | BlankNode | Literal | Triple]
    given = {Variable(name): decode(*term) for name, term in request["substitutions"].items()}
    try:
        for word in ("SERVICE", "FROM"):
            if has_keyword(request["query"], word, request["prefixes"]):
                return {"done": False, "refused": word}
        result = store.query(request["query"], prefixes=request["prefixes"], substitutions=given)
        if isinstance(result, QueryBoolean):
            return {"done": True, "answer": bool(result)}
        return list_rows(result, request["rows"], request["memory"])
    except SyntaxError as error:
        return {"done": False, "syntax": str(error.msg)}
    except MemoryError:
        return {"done": False, "over": "memory"}
    except (ValueError, RuntimeError, OSError) as error:
        return {"done": False, "error": str(error)}


def has_keyword(query: str, word: str, prefixes: dict[str, str]) -> bool:
    """Tell whether a query has SERVICE or FROM as a keyword, by the parser that reads it.

    With other letters in its place everywhere, the query can still be read if the word was only in strings, comments
    and names; a keyword cannot be spelled otherwise.

    Raises
    ------
    SyntaxError
        If it cannot be read as it is.
    """
    other = f"{word[:-1].lower()}q{secrets.token_hex(4)}"
    changed = replace(query, word, other)
    if changed == query:
        return False
    try:
        Store().query(changed, prefixes={replace(name, word, other): iri for name, iri in prefixes.items()})
    except SyntaxError:
        # to be read as it is: what stands after SERVICE may stand after GRAPH, and calls nobody
        as_it_is = replace(replace(query, word, "GRAPH "), "SILENT", "") if word == "SERVICE" else query
        Store().query(as_it_is, prefixes=prefixes)
        return True
    return False


def replace(text: str, word: str, other: str) -> str:
    """Replace a word however it is capitalised."""
    return re.sub(word, other, text, flags=re.IGNORECASE | re.ASCII)


def list_rows(result: QuerySolutions | QueryTriples, most: int | None, memory: int | None) -> dict[str, Any]:
    """Say the rows of an answer, in chunks; stop where there are more than wanted."""
    if isinstance(result, QuerySolutions):
        say({"variables": [v.value for v in result.variables]})
        rows = ([encode(term) for term in solution] for solution in result)
    else:
        say({"variables": None})
        rows = ([encode(t.subject), encode(t.predicate), encode(t.object)] for t in result)
    count = told = 0
    while chunk := list(islice(rows, CHUNK)):
        count += len(chunk)
        if most is not None and count > most:
            return {"done": False, "over": "rows"}
        told += say({"rows": chunk})
        if memory is not None and told > memory:
            return {"done": False, "over": "memory"}
    return {"done": True}


def say(message: dict[str, Any]) -> int:
    """Write one line, and return how long it is."""
    line = json.dumps(message, ensure_ascii=False).encode("utf-8") + b"\n"
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
    return len(line)


def encode(term: object) -> list[str] | None:
    """Return a term as what it is, its value and its datatype."""
    if isinstance(term, Literal):
        return ["literal", term.value, term.datatype.value]
    if isinstance(term, NamedNode):
        return ["iri", term.value]
    if isinstance(term, BlankNode):
        return ["blank", term.value]
    return None if term is None else ["triple", str(term)]


def decode(kind: str, value: str, datatype: str | None = None) -> NamedNode | Literal:
    """Return the term of what `encode` gives: an IRI or a literal."""
    if kind == "iri":
        return NamedNode(value)
    return Literal(value, datatype=NamedNode(datatype) if datatype else None)


if __name__ == "__main__":
    main()
