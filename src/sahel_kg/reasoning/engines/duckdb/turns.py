"""Several threads may ask one closure: its connection and its temporary tables are one's at a time."""

from __future__ import annotations

import ctypes
import functools
import os
import threading
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar, cast
from weakref import WeakSet

from sahel_kg.errors import UsageError

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
Taker = TypeVar("Taker", bound="Turns")


class Inherited:
    """What holds a connection: a process that is forked off inherits it, and can do nothing with it."""

    def __init__(self) -> None:
        self._process = os.getpid()
        _MADE.add(self)

    @property
    def is_elsewhere(self) -> bool:
        """Whether this is a copy, in a process that was forked off, of what only its parent can ask."""
        return self._process != os.getpid()


_MADE: WeakSet[Inherited] = WeakSet()


def _keep_inherited() -> None:
    """Never let go, in a process that was forked off, of what its parent opened.

    Closing it there, DuckDB would wait for threads that are not there, and end the process.
    """
    for each in list(_MADE):
        if each.is_elsewhere:
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(each))


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_keep_inherited)


class Turns(Inherited):
    """What is asked one question at a time, in the process that made it."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = threading.RLock()


def in_turn(method: Callable[Concatenate[Taker, Given], Answer]) -> Callable[Concatenate[Taker, Given], Answer]:
    """Let a question wait until the one before is answered."""

    @functools.wraps(method)
    def wait(self: Taker, *args: Given.args, **given: Given.kwargs) -> Answer:
        if self.is_elsewhere:
            raise UsageError("a closure cannot be asked in a process that was forked off: open or make it there")
        with self._turn:
            return method(self, *args, **given)

    return cast(Callable[Concatenate[Taker, Given], Answer], wait)
