"""What time and memory a command may take, whatever it does with them."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from sahel_kg.errors import LimitError, UsageError

LEAST = 100 << 20
"""Bytes without which the libraries themselves cannot begin: some end the process then, and say nothing."""
HEADROOM = 64 << 20
"""Bytes beyond the limit: modules that are loaded later, and what it takes to say that the limit is reached."""
_STACK = 8 << 20
"""Bytes that each thread of a library reserves, mostly never to use them."""
_AGAIN = 0.2
"""Seconds to the next alarm, if one is lost in a library."""


class Allowance:
    """Time, which runs from here on, and memory.

    Parameters
    ----------
    seconds : float, optional
    size : int, optional
        Bytes that the process may grow by. Only Linux bounds that, and nothing else is the measure: what is
        reserved without being used does not count there.

    Raises
    ------
    UsageError
        If so little memory is allowed that nothing can be done with it.
    """

    def __init__(self, seconds: float | None, size: int | None) -> None:
        if size is not None:
            if size < LEAST:
                raise UsageError(f"--limit-memory: at least {LEAST >> 20}MB are needed to begin")
            # what libraries hold, and their threads, is not what is read
            import duckdb  # noqa: F401
            import numpy  # noqa: F401
        self._began = time.monotonic()
        self._seconds = seconds
        self._top = None if size is None else _data_size() + size + HEADROOM + _STACK * (os.cpu_count() or 1)
        self._size = size

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Stop what is done within, wherever it is, when the time is over or there is no memory left.

        Raises
        ------
        LimitError
        """
        try:
            with ExitStack() as stack:
                stack.callback(self._bound_memory())
                stack.callback(self._set_alarm())
                yield
        except _list_memory_errors():
            size = "there is" if self._size is None else f"the limit of {self._size / (1 << 20):,.0f} MB"
            raise LimitError(
                f"Out of memory: it takes more than {size}. Nothing was published; raise --limit-memory, or give less."
            ) from None
        except BaseException:
            # a library may have made something else of the alarm
            self._check_time()
            raise
        self._check_time()

    def _check_time(self) -> None:
        if self._seconds is not None and time.monotonic() - self._began >= self._seconds:
            raise LimitError(
                f"Stopped: the limit of {self._seconds:g} s is reached. Nothing was published; "
                "raise the limit or give less."
            ) from None

    def _bound_memory(self) -> Callable[[], None]:
        """Set a limit to what the process may hold, and return what takes it back."""
        if self._top is None or sys.platform != "linux":
            return lambda: None
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        top = self._top if hard == resource.RLIM_INFINITY else min(self._top, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (top, hard))
        return lambda: resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))

    def _set_alarm(self) -> Callable[[], None]:
        """Let an alarm go off when the time is over, and return what puts it off."""
        is_main = threading.current_thread() is threading.main_thread()
        if self._seconds is None or not hasattr(signal, "setitimer") or not is_main:
            return lambda: None

        def ring(number: int, frame: FrameType | None) -> None:
            self._check_time()

        before = signal.signal(signal.SIGALRM, ring)
        left = self._seconds - (time.monotonic() - self._began)
        signal.setitimer(signal.ITIMER_REAL, max(left, 0.001), _AGAIN)

        def put_off() -> None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

        return put_off


def _list_memory_errors() -> tuple[type[BaseException], ...]:
    """Return what is raised where there is no memory left; a library that is not imported raises nothing."""
    duckdb = sys.modules.get("duckdb")
    return (MemoryError, duckdb.OutOfMemoryException) if duckdb else (MemoryError,)


def _data_size() -> int:
    """Return how many bytes the process holds for data by now, where the system tells."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[5]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
