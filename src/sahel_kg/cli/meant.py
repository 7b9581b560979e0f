"""What is meant by an option that other tools call otherwise, or by an actor where a command is of all."""

from __future__ import annotations

import re
import shlex
from typing import Any

from typer.core import TyperCommand

_MEANT = {
    **dict.fromkeys(("--date", "--day", "--at", "--on"), ("--as-of", "--from", "--to")),
    **dict.fromkeys(("--until", "--to", "--end"), ("--to", "--as-of")),
    **dict.fromkeys(("--since", "--from", "--start"), ("--from", "--since")),
    **dict.fromkeys(("--limit", "--top", "--first"), ("--most", "--all")),
    **dict.fromkeys(("--json", "--csv", "--type"), ("--format",)),
}
"""Words of other tools, each with what it is called here: the first ones that a command has are offered."""

_EXTRA = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)\Z")


class MeantCommand(TyperCommand):
    """A command that offers what is meant by an unknown option, not what is spelt alike, and a way to one actor."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments; what they are refused for names the option that is meant, if there is one."""
        try:
            return super().parse_args(ctx, args)
        except Exception as error:  # of typer's own copy of click, or of click: neither is imported for this alone
            known = {name for parameter in self.params for name in parameter.opts}
            extra = _EXTRA.match(str(getattr(error, "message", "")))
            if extra and "--as-of" in known and not any(each.param_type_name == "argument" for each in self.params):
                name = shlex.quote(extra[1])
                near, own = f"--around {name} keeps who is near one", f"`sahel-kg show {name}` is of one"
                way = near if "--around" in known else own
                error.message = f"{self.name} is of all actors, and takes no name: {way}"  # type: ignore[attr-defined]
            elif extra and "--around" in known:
                name = shlex.quote(extra[1])
                error.message = f"{error.message}: --around {name} keeps the ties of one"  # type: ignore[attr-defined]
            if hasattr(error, "possibilities"):
                meant = [name for name in _MEANT.get(getattr(error, "option_name", ""), ()) if name in known]
                error.possibilities = meant[:1] or error.possibilities
            raise
