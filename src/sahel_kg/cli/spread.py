"""The way from groups of options to the options of a command."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from copy import copy
from dataclasses import MISSING, fields, is_dataclass
from typing import Annotated, Any, get_args, get_type_hints


def spread(function: Callable[..., None]) -> Callable[..., None]:
    """Make a command of a function that takes options in groups: a parameter that is a dataclass becomes its fields."""
    hints = get_type_hints(function, include_extras=True)
    groups: dict[str, Any] = {}
    parameters = []
    kind = inspect.Parameter.KEYWORD_ONLY
    for parameter in inspect.signature(function).parameters.values():
        hint = hints[parameter.name]
        if not (isinstance(hint, type) and is_dataclass(hint)):
            parameters.append(parameter.replace(annotation=hint, kind=kind))
            continue
        groups[parameter.name] = hint
        own = get_type_hints(hint, include_extras=True)
        for each in fields(hint):
            default = inspect.Parameter.empty if each.default is MISSING else each.default
            shown = _show_in(_find_panel(hint, each.name), own[each.name])
            parameters.append(inspect.Parameter(each.name, kind, default=default, annotation=shown))

    @functools.wraps(function)
    def command(**given: Any) -> None:
        for name, group in groups.items():
            given[name] = group(**{each.name: given.pop(each.name) for each in fields(group)})
        function(**given)

    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    return command


def _find_panel(group: type, name: str) -> str | None:
    """Return the panel of the group that first has an option."""
    first = next(base for base in reversed(group.__mro__) if name in getattr(base, "__annotations__", ()))
    return getattr(first, "panel", None)


def _show_in(panel: str | None, hint: Any) -> Any:
    """Return an option that `--help` shows in a panel."""
    takes, said = get_args(hint)
    said = copy(said)
    said.rich_help_panel = panel
    return Annotated[takes, said]
