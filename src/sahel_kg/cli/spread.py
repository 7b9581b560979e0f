"""The way from groups of options to the options of a command."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_type_hints


def spread(function: Callable[..., None]) -> Callable[..., None]:
    """Make a command of a function that takes options in groups: a parameter that is a dataclass becomes its fields."""
    hints = get_type_hints(function, include_extras=True)
    groups: dict[str, Any] = {}
    parameters = []
    kind = inspect.Parameter.KEYWORD_ONLY
    for parameter in inspect.signature(function).parameters.values():
        hint = hints[parameter.name]
        if not is_dataclass(hint):
            parameters.append(parameter.replace(annotation=hint, kind=kind))
            continue
        groups[parameter.name] = hint
        own = get_type_hints(hint, include_extras=True)
        for each in fields(hint):
            default = inspect.Parameter.empty if each.default is MISSING else each.default
            parameters.append(inspect.Parameter(each.name, kind, default=default, annotation=own[each.name]))

    @functools.wraps(function)
    def command(**given: Any) -> None:
        for name, group in groups.items():
            given[name] = group(**{each.name: given.pop(each.name) for each in fields(group)})
        function(**given)

    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    return command
