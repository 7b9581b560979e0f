"""The process that evaluates queries, seen from here: started when it is needed, killed when a limit is reached."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from sahel_kg.errors import LimitError, SahelError, UsageError
from sahel_kg.ties.keeping import QuadChange

Message = dict[str, Any]
STORES = 8
"""How many stores the process keeps."""


@dataclass(frozen=True)
class QueryLimits:
    """How far a query may go; None is no limit.

    Parameters
    ----------
    time : float, optional
        Seconds from when it begins; what other threads asked before is waited for.
    memory : int, optional
        Bytes that the evaluation may take beyond the build, and that the answer may be long. The system must know
        such a limit (Linux does); elsewhere only the answer is bounded.
    rows : int, optional
    """

    time: float | None = None
    memory: int | None = None
    rows: int | None = None

    def after(self, seconds: float) -> QueryLimits:
        """Return what is left when some time has gone."""
        return self if self.time is None else replace(self, time=max(self.time - seconds, 0.0))


class QuadSituation(NamedTuple):
    """The quads of a situation as a question finds them in a store.

    Parameters
    ----------
    number : int
        Of the store.
    place : int
        Of the state of the store: the first is 0.
    write : callable
        Returns what the store has at first, and what is more and less in each later state.
    """

    number: int
    place: int
    write: Callable[[], Sequence[QuadChange]]


class Evaluator:
    """Runs queries one after the other in a process of its own, which cannot open files or sockets.

    Any number of threads may ask; what is interrupted leaves nothing running.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._told: Any = None
        self._is_idle = False
        self._stores: OrderedDict[int, int] = OrderedDict()
        """Numbers of stores to the states that they are in."""

    def ask(
        self,
        state: QuadSituation,
        question: Message,
        limits: QueryLimits,
        hear: Callable[[Message], None],
    ) -> None:
        """Put a question to a store, which is filled if it is not there yet, and hear what it says.

        Raises
        ------
        LimitError
            If a limit was reached.
        UsageError
            If the query is nested so deeply that it cannot be read.
        SahelError
            If the process ended for another reason.
        """
        with self._lock:
            try:
                self._start()
                self._prepare(state)
                allowed = {"memory": limits.memory, "rows": limits.rows}
                with self._within(limits):
                    self._send({"do": "ask", "store": state.number} | allowed | question)
                    for message in self._listen(limits):
                        hear(message)
            except BaseException:
                if not self._is_idle:  # a query that was refused has done no harm
                    self.stop()
                raise

    def stop(self) -> None:
        """End the process; the next question starts another."""
        process, self._process = self._process, None
        self._stores.clear()
        if process is not None:
            process.kill()
            process.communicate()
            self._told.close()

    def abandon(self) -> None:
        """Let go of the process of a parent, which ends when nobody can ask it any more."""
        process = self._process
        for stream in (process.stdin, process.stdout) if process else ():
            raw = getattr(stream, "raw", None)
            if raw is not None:
                raw.close()

    def _start(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self.stop()
        self._told = tempfile.TemporaryFile()  # noqa: SIM115 (closed in stop)
        path = os.pathsep.join(p for p in sys.path if p)
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-P", str(Path(__file__).with_name("worker.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._told,
            env={**os.environ, "PYTHONPATH": path, "RUST_BACKTRACE": "0"},
            start_new_session=True,  # Ctrl-C comes to this process, which then ends that one
        )

    def _prepare(self, state: QuadSituation) -> None:
        """Fill a store that is not there yet, and bring it into the state that is wanted."""
        number = state.number
        if number not in self._stores:
            while len(self._stores) >= STORES:
                self._send({"do": "drop", "store": self._stores.popitem(last=False)[0]})
            texts = [text for change in state.write() for text in change]
            self._do({"do": "fill", "store": number, "parts": list(map(len, texts))}, b"".join(texts))
            self._stores[number] = 0
        self._stores.move_to_end(number)
        if self._stores[number] != state.place:
            self._do({"do": "turn", "store": number, "place": state.place})
            self._stores[number] = state.place

    def _do(self, request: Message, content: bytes = b"") -> None:
        """Have something done that says no more than that it is."""
        self._send(request | {"length": len(content)}, content)
        for _ in self._listen(QueryLimits()):
            pass

    def _send(self, request: Message, content: bytes = b"") -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._is_idle = False
        try:
            self._process.stdin.write(json.dumps(request).encode("utf-8") + b"\n" + content)
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # why it ended is told where an answer is missing

    def _listen(self, limits: QueryLimits) -> Iterator[Message]:
        """Yield messages up to the one that ends an answer."""
        assert self._process is not None
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if not line.endswith(b"\n"):
                break
            message = json.loads(line)
            self._is_idle = "done" in message
            if over := message.get("over"):
                raise _exceeded(over, limits)
            yield message
            if "done" in message:
                return
        raise self._diagnose(limits)

    @contextmanager
    def _within(self, limits: QueryLimits) -> Iterator[None]:
        """Kill the process when its time is over."""
        if limits.time is None:
            yield
            return
        over = threading.Event()
        process = self._process
        assert process is not None

        def end() -> None:
            over.set()
            process.kill()

        timer = threading.Timer(limits.time, end)
        timer.daemon = True
        timer.start()
        try:
            yield
        except SahelError:
            if over.is_set():
                raise _exceeded("time", limits) from None
            raise
        finally:
            timer.cancel()
            timer.join()
            if over.is_set():
                self.stop()

    def _diagnose(self, limits: QueryLimits) -> SahelError:
        """Return why the process ended in the middle of an answer."""
        assert self._process is not None
        code = self._process.wait()
        self._told.seek(0)
        last = self._told.read(4000).decode("utf-8", "replace")
        if "memory allocation" in last or "MemoryError" in last or code == -9:
            return _exceeded("memory", limits)
        if code == -11 or "overflowed its stack" in last:
            return UsageError("the query is nested too deeply: write it flatter")
        cause = f": {last.strip().splitlines()[-1]}" if last.strip() else ""  # the error, last of its traceback
        return SahelError(f"the query ended the process that ran it (exit code {code}{cause}); the build is unharmed")


def _exceeded(what: str, limits: QueryLimits) -> LimitError:
    if what == "time":
        return LimitError(
            f"the query was stopped after {limits.time:g} s: ask for less (name a relation or an actor, join less), "
            "or allow more with --limit-time SECONDS"
        )
    if what == "rows":
        return LimitError(
            f"the query has more than {limits.rows:,} rows: end it with LIMIT, count instead of listing, "
            "or allow more with --limit-rows N"
        )
    size = "more memory than there is" if limits.memory is None else f"more than {limits.memory / (1 << 20):,.0f} MB"
    return LimitError(
        f"the query needs {size}: ask for less (no cross product, no ORDER BY over all), "
        "or allow more with --limit-memory SIZE"
    )


_EVALUATOR = Evaluator()


def current() -> Evaluator:
    """Return the evaluator of this process."""
    return _EVALUATOR


def _forget() -> None:
    """Start anew in a process that was forked off: the pipes belong to its parent."""
    global _EVALUATOR
    _EVALUATOR.abandon()
    _EVALUATOR = Evaluator()


atexit.register(lambda: _EVALUATOR.stop())
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
