"""A command runs in a process that another watches: whatever ends it, the other has the last word."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

STACK = 100 << 20
"""Bytes of stack that a command may use: what is nested is read by functions within functions."""
_BROKEN = (
    "what it was given broke one of the libraries that it is read with: it is damaged, nested beyond measure, "
    "or more than there is memory for; nothing was written"
)
_SENTENCES = {
    "SIGSEGV": _BROKEN,
    "SIGBUS": _BROKEN,
    "SIGILL": _BROKEN,
    "SIGABRT": "a library gave up, most likely for want of memory: give less, or allow more; nothing was written",
    "SIGKILL": "the system ended it, most likely for want of memory: give less; nothing was written",
}


def supervise(work: Callable[[], None]) -> None:
    """Run a command in a process of its own, and say a sentence if that one ends without a word.

    The process that was started passes signals on and ends as the other does, which in turn does not outlive it
    (on Linux). Without fork, the command runs as it is.
    """
    if not hasattr(os, "fork"):
        work()
        return
    sys.stdout.flush()
    sys.stderr.flush()
    parent, child = os.getpid(), os.fork()
    if child == 0:
        _prepare(parent)
        work()
        return
    for passed in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(passed) != signal.SIG_IGN:
            signal.signal(passed, lambda number, _: os.kill(child, number))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code < 0:
        code = _tell(-code)
    os._exit(code)


def _prepare(parent: int) -> None:
    """Leave no core behind, allow deep recursion, and end with the parent."""
    import resource

    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:  # a background job of a script is not interrupted
        signal.signal(signal.SIGINT, _interrupt_once())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    resource.setrlimit(resource.RLIMIT_STACK, (STACK if hard == resource.RLIM_INFINITY else min(STACK, hard), hard))
    if sys.platform == "linux":
        import ctypes

        set_death_signal = 1  # PR_SET_PDEATHSIG of prctl(2)
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before it could be told of
            os.kill(os.getpid(), signal.SIGKILL)


def _interrupt_once() -> Callable[[int, FrameType | None], None]:
    """Return what takes Ctrl-C, which a terminal sends here as well as to the parent, for one interrupt."""
    last = -1.0

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal last
        before, last = last, time.monotonic()
        if last - before > 1 or before < 0:
            raise KeyboardInterrupt

    return interrupt


def _tell(number: int) -> int:
    """Say what ended the command, and return the exit code for it."""
    name = signal.Signals(number).name
    if name in _SENTENCES:
        os.write(2, f"error: {_SENTENCES[name]} ({name})\n".encode())
        return 3 if name in ("SIGABRT", "SIGKILL") else 1
    return 128 + number
