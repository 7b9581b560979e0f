"""Where a closure stops: too many facts, too long, out of memory; it says how far it was."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from sahel_kg.errors import LimitError
from sahel_kg.reasoning.engines import Options
from sahel_kg.reasoning.relational.tables import Tables

MOST_FACTS = 50_000_000
"""If no other limit is given."""
_PAUSE = 0.05
"""Seconds from one interrupt to the next."""


@dataclass(frozen=True)
class Limits:
    """Where a closure stops.

    Parameters
    ----------
    facts : int
        Given and inferred ones.
    seconds : float, optional
    findings : int
        Of one rule; further ones are not looked for.
    """

    facts: int = MOST_FACTS
    seconds: float | None = None
    findings: int = 1000

    @classmethod
    def of(cls, options: Options) -> Limits:
        """Return the limits that options set."""
        facts = MOST_FACTS if options.limit_facts is None else options.limit_facts
        return cls(facts, options.limit_time, options.limit_findings)


class Watch:
    """Keeps a closure within its limits; its time runs from here on, over loading and closing.

    Parameters
    ----------
    tables : Tables
    limits : Limits

    Attributes
    ----------
    reached : str
        How far the closure is, in words.
    """

    def __init__(self, tables: Tables, limits: Limits) -> None:
        self.limits = limits
        self.reached = "while reading"
        self._tables = tables
        self._began = time.monotonic()

    def stop(self, reason: str) -> LimitError:
        """Return the error that says why it stops, and how far it was."""
        return LimitError(
            f"Stopped: {reason} ({self.reached}, {self._passed():.0f} s). Nothing was published; "
            "raise the limit or give less."
        )

    def check_time(self) -> None:
        """Stop if the time is over: an interrupt only reaches a query that is running."""
        if self.limits.seconds is not None and self._passed() >= self.limits.seconds:
            raise self.stop(f"the limit of {self.limits.seconds:g} s is reached")

    @contextmanager
    def limit(self) -> Iterator[None]:
        """Interrupt what runs longer than allowed, and name what the database ran out of."""
        ended = threading.Event()
        interrupting = threading.Thread(target=self._interrupt, args=(ended,), daemon=True)
        if self.limits.seconds is not None:
            interrupting.start()
        try:
            self.check_time()
            yield
        except duckdb.InterruptException:
            self.check_time()
            raise
        except duckdb.OutOfMemoryException as error:
            raise LimitError(
                "Out of memory: close into a file (database=...), allow more (memory_limit=...), or give less. "
                + str(error).splitlines()[0]
            ) from None
        finally:
            ended.set()
            if interrupting.ident is not None:
                interrupting.join()

    def _passed(self) -> float:
        return time.monotonic() - self._began

    def _interrupt(self, ended: threading.Event) -> None:
        """Interrupt each query that is running when the time is over, or begins later."""
        assert self.limits.seconds is not None
        pause = max(self.limits.seconds - self._passed(), 0)
        while not ended.wait(pause):
            self._tables.connection.interrupt()
            pause = _PAUSE
