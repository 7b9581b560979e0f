"""What is meant by an option that other tools have and this one calls otherwise."""

from __future__ import annotations

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


class MeantCommand(TyperCommand):
    """A command that offers for an unknown option what is meant by it, not what is spelt alike."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments; what they are refused for names the option that is meant, if there is one."""
        try:
            return super().parse_args(ctx, args)
        except Exception as error:  # of typer's own copy of click, or of click: neither is imported for this alone
            if hasattr(error, "possibilities"):
                known = {name for parameter in self.params for name in parameter.opts}
                meant = [name for name in _MEANT.get(getattr(error, "option_name", ""), ()) if name in known]
                error.possibilities = meant[:1] or error.possibilities
            raise
