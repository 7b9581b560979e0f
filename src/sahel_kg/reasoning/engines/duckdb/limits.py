"""Where a closure stops: too many facts, too long, out of memory; it says how far it was."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from sahel_kg.errors import LimitError
from sahel_kg.reasoning.relational.tables import Tables


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

    facts: int = 50_000_000
    seconds: float | None = None
    findings: int = 1000


class Watch:
    """Keeps a closure within its limits; its time runs from here on.

    Parameters
    ----------
    tables : Tables
    limits : Limits
    """

    def __init__(self, tables: Tables, limits: Limits) -> None:
        self._tables = tables
        self._limits = limits
        self._began = time.monotonic()

    def stop(self, reason: str) -> LimitError:
        """Return the error that says why it stops, and how far it was."""
        facts, round_ = self._tables.rows("SELECT count(*), coalesce(max(round), 0) FROM fact")[0]
        seconds = time.monotonic() - self._began
        return LimitError(
            f"Stopped: {reason} (round {round_}, {facts:,} facts, {seconds:.0f} s). Nothing was published; "
            "raise the limit or give less."
        )

    def check_time(self) -> None:
        """Stop if the time is over: an interrupt only reaches a query that is running."""
        if self._limits.seconds is not None and time.monotonic() - self._began >= self._limits.seconds:
            raise self.stop(f"the limit of {self._limits.seconds:g} s is reached")

    @contextmanager
    def limit(self) -> Iterator[None]:
        """Interrupt what runs longer than allowed, and name what the database ran out of."""
        timer: threading.Timer | None = None
        if self._limits.seconds is not None:
            left = self._limits.seconds - (time.monotonic() - self._began)
            timer = threading.Timer(max(left, 0), self._tables.connection.interrupt)
            timer.daemon = True
            timer.start()
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
            if timer:
                timer.cancel()
