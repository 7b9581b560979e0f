"""What colours, shapes and lines mean in a picture: one table for the drawing and for its legend.

The colours are Okabe and Ito's, which people who see colours differently can tell apart; whatever a colour
says is said a second time by a shape, a line or a symbol.

References
----------
Okabe, M. and Ito, K. (2008), Color Universal Design: https://jfly.uni-koeln.de/color/
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KindStyle:
    """How actors of one kind look.

    Attributes
    ----------
    label : str
        Name of the kind in the legend.
    colour : str
        Fill, as ``#rrggbb``.
    shape : str
        Shape in vis-network; "custom" is drawn from `path`.
    path : str
        The shape as an SVG path in a square from -10 to 10.
    """

    label: str
    colour: str
    shape: str
    path: str


@dataclass(frozen=True)
class SignStyle:
    """How ties of one sign look.

    Attributes
    ----------
    label : str
        Meaning of the sign in the legend and in the panel.
    symbol : str
        What stands on the line ("" for nothing), as text.
    path : str
        The same as an SVG path in a square from -10 to 10: fonts differ, and a minus is lost on a dashed line.
    colour : str
        Colour of line and symbol.
    """

    label: str
    symbol: str
    path: str
    colour: str


@dataclass(frozen=True)
class StatusStyle:
    """How ties of one status look.

    Attributes
    ----------
    label : str
        Meaning of the status in the legend and in the panel.
    dashes : tuple of int
        Lengths of dash and gap; empty for an unbroken line.
    path : str
        What is drawn over the sign's symbol, as an SVG path.
    """

    label: str
    dashes: tuple[int, ...]
    path: str


INK = "#1f2933"
GROUND = "#ffffff"

KINDS = {
    "State": KindStyle("State", "#0072b2", "square", "M-8-8H8V8H-8Z"),
    "ArmedForce": KindStyle("Armed force", "#009e73", "triangle", "M0-9L9 7H-9Z"),
    "ArmedGroup": KindStyle("Armed group", "#e69f00", "diamond", "M0-10L10 0L0 10L-10 0Z"),
    "Coalition": KindStyle(
        "Coalition",
        "#cc79a7",
        "star",
        "M0-10L2.4-3.2L9.5-3.1L3.8 1.2L5.9 8.1L0 4L-5.9 8.1L-3.8 1.2L-9.5-3.1L-2.4-3.2Z",
    ),
    "Mission": KindStyle("Mission", "#56b4e9", "triangleDown", "M0 9L9-7H-9Z"),
    "InternationalOrganisation": KindStyle(
        "International organisation", "#f0e442", "hexagon", "M9 0L4.5 7.8H-4.5L-9 0L-4.5-7.8H4.5Z"
    ),
    "Person": KindStyle(
        "Person",
        "#5b5b5b",
        "custom",
        "M0-10A4.4 4.4 0 1 1 0-1.2A4.4 4.4 0 1 1 0-10ZM-7.5 9.5A7.5 9.5 0 0 1 7.5 9.5Z",
    ),
    "PopulationGroup": KindStyle(
        "Population group",
        "#ffffff",
        "custom",
        "M0-9.2A4.4 4.4 0 1 1 0-.4A4.4 4.4 0 1 1 0-9.2ZM-5.2 0A4.4 4.4 0 1 1-5.2 8.8A4.4 4.4 0 1 1-5.2 0Z"
        "M5.2 0A4.4 4.4 0 1 1 5.2 8.8A4.4 4.4 0 1 1 5.2 0Z",
    ),
    "Actor": KindStyle("Kind not stated", "#b5b5b5", "dot", "M0-7A7 7 0 1 1 0 7A7 7 0 1 1 0-7Z"),
}

SIGNS = {
    "+": SignStyle("cooperative", "+", "M-5 0H5M0-5V5", "#0072b2"),
    "-": SignStyle("hostile", "−", "M-5 0H5", "#d55e00"),
    "~": SignStyle("strained", "~", "M-5.5 1.5C-3-4 -1-2 0 0S3 4 5.5-1.5", "#a3467d"),
    "0": SignStyle("neutral", "", "", "#767676"),
}

SIGN_DASHES: dict[str, tuple[float, ...]] = {"+": (), "-": (4.5, 2.2), "~": (1, 1.6)}
"""Where only one line joins a pair, its sign is said a second time by its dashes; else by the symbol on the line."""

STATUSES = {
    "asserted": StatusStyle("asserted by a source", (), ""),
    "inferred": StatusStyle("inferred by a rule", (9, 6), ""),
    "denied": StatusStyle("denied by a source", (2, 5), "M-11 11L11-11"),
}

READINGS = {
    "certain": "certain",
    "presumed": "presumed: told of a time near this day",
    "possible": "possible: the dates leave room for it",
    "undated": "undated: no date is stated",
}

CAMP_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442")
CAMP_HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----", "++++")


def camp_look(number: int) -> tuple[str, str]:
    """Return colour and hatch of a camp, from 1; the unassigned, 0, are grey. Its number says it a third time."""
    if number == 0:
        return "#c9ced4", ""
    shift = (number - 1) // len(CAMP_COLOURS)
    return CAMP_COLOURS[(number - 1) % len(CAMP_COLOURS)], CAMP_HATCHES[(number - 1 + shift) % len(CAMP_HATCHES)]
