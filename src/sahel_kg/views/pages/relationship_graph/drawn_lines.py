"""The lines of a drawing: each stands for all ties of two actors that have one sign and one status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sahel_kg.alliances.network.signed_ties import SignedTie
from sahel_kg.record.relations import Sign
from sahel_kg.ties.ties import Status


@dataclass(frozen=True)
class DrawnLine:
    """The ties of two actors that have one sign and one status: a line, however many years and relations they are.

    Parameters
    ----------
    name : str
        Its id in the page.
    one, other : str
        Ids of the actors; the subject first where all ties have the same.
    ties : list of SignedTie
    """

    name: str
    one: str
    other: str
    ties: list[SignedTie]

    @property
    def sign(self) -> Sign:
        """That of all its ties."""
        return self.ties[0].sign

    @property
    def status(self) -> Status:
        """That of all its ties."""
        return self.ties[0].status

    def arrows(self) -> str:
        """Return at which of its ends it has an arrow, as vis-network has it."""
        ends = {tie.object == self.other for tie in self.ties if not tie.symmetric}
        return ", ".join(name for name, is_other in (("to", True), ("from", False)) if is_other in ends)


def list_lines(ties: Iterable[SignedTie]) -> list[DrawnLine]:
    """Return the ties by line, in their order."""
    grouped: dict[tuple[str, str, str, str], list[SignedTie]] = {}
    for tie in ties:
        one, other = sorted((tie.subject, tie.object))
        grouped.setdefault((one, other, tie.sign, tie.status), []).append(tie)
    found: list[DrawnLine] = []
    for (one, other, _, _), of_line in grouped.items():
        ends = {(tie.subject, tie.object) for tie in of_line}
        found.append(DrawnLine(f"l{len(found)}", *(ends.pop() if len(ends) == 1 else (one, other)), of_line))
    return found
