"""What hangs on each claim and source, as bars: SVG or PNG, the same bytes for the same data."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from sahel_kg.errors import UsageError
from sahel_kg.tables import printable
from sahel_kg.views.pictures.canvas import settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sahel_kg.variants.sensitivity import Carrier, Sensitivity

# Okabe and Ito: told apart by readers who see few colours, and in grey by hatching
_ASSERTED, _INFERRED, _INK, _FAINT = "#0072B2", "#E69F00", "#222222", "#666666"
_WIDTH, _ROW, _LABEL = 8.0, 0.46, 54
_HEADINGS = {"claims": "Claims", "sources": "Sources, with all their claims"}


def figure(found: Sensitivity, *, sources: str) -> Figure:
    """Draw the claims and sources that carry most.

    Parameters
    ----------
    found : Sensitivity
    sources : str
        What the claims were taken from, for the caption.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    UsageError
        If matplotlib is missing, or if nothing carries anything.
    """
    if not found.carriers:
        raise UsageError("no claim or source carries a tie, a finding or a rank: nothing to draw. Widen the choice.")
    panels = {what: [c for c in found.carriers if c.variant.over == what] for what in _HEADINGS}
    panels = {what: carriers for what, carriers in panels.items() if carriers}
    caption = textwrap.wrap(printable(f"Claims from {sources}: {found.note}"), 138)
    heights = [len(carriers) * _ROW for carriers in panels.values()]
    top, between, below = 0.98, 0.85, 0.55 + 0.155 * len(caption)
    height = top + sum(heights) + between * (len(panels) - 1) + below
    with settings():
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(figsize=(_WIDTH, height), facecolor="white")
        FigureCanvasAgg(figure)
        figure.text(
            0.02, 1 - 0.26 / height, "What hangs on a single claim or source", size=13, weight="bold", color=_INK
        )
        told = f"of {found.ties} ties, {found.findings} contradictions and tensions, {found.actors} ranked actors"
        figure.text(0.02, 1 - 0.5 / height, told, size=9.5, color=_FAINT)
        floor = height - top
        for number, ((what, carriers), size) in enumerate(zip(panels.items(), heights, strict=True)):
            floor -= size
            axes = figure.add_axes((0.43, floor / height, 0.33, size / height))
            _draw_panel(axes, carriers, _HEADINGS[what], by=found.by)
            if number == 0:
                handles, names = axes.get_legend_handles_labels()
                place: Any = {"loc": "upper right", "bbox_to_anchor": (0.99, 1 - 0.3 / height), "ncols": 2}
                figure.legend(handles, names, frameon=False, fontsize=9, handlelength=1.6, **place)
            floor -= between
        figure.text(0.02, 0.1 / height, "\n".join(caption), size=7.5, color=_FAINT, va="bottom", linespacing=1.35)
    return figure


def _draw_panel(axes: Any, carriers: list[Carrier], heading: str, *, by: str) -> None:
    places = range(len(carriers))
    asserted = [carrier.asserted for carrier in carriers]
    bar: Any = {"height": 0.56, "edgecolor": "white", "linewidth": 0.8}
    axes.barh(places, asserted, color=_ASSERTED, label="ties that claims state", **bar)
    inferred = [carrier.inferred for carrier in carriers]
    axes.barh(places, inferred, left=asserted, color=_INFERRED, hatch="////", label="ties that only follow", **bar)
    longest = max(1, *(len(carrier.lost) for carrier in carriers))
    for place, carrier in enumerate(carriers):
        axes.text(len(carrier.lost) + longest * 0.02, place, str(len(carrier.lost)), va="center", size=9, color=_INK)
        name = textwrap.shorten(printable(carrier.short), _LABEL, placeholder=" ...") or carrier.variant.name
        under = " · ".join(filter(None, (carrier.variant.name.partition(":")[2], carrier.basis)))
        if carrier.basis is None:
            under += f" · {carrier.claims} claim{'s' * (carrier.claims != 1)}"
        left = axes.get_yaxis_transform()
        axes.text(-1.242, place - 0.17, name, transform=left, va="center", size=8.2, color=_INK)
        axes.text(-1.242, place + 0.2, under, transform=left, va="center", size=7, color=_FAINT)
        # rounded down: 1.00 is for those without whom no rank moves
        tau = "n/a" if carrier.tau is None else f"{math.floor(carrier.tau * 100) / 100:.2f}".replace("-", "−")
        axes.text(1.17, place, tau, transform=left, va="center", ha="right", size=9, color=_INK)
        axes.text(1.4, place, carrier.findings or "·", transform=left, va="center", ha="right", size=9, color=_INK)
        axes.text(1.62, place, len(carrier.dropped) or "·", transform=left, va="center", ha="right", size=9, color=_INK)
    above = axes.get_yaxis_transform()
    axes.text(-1.242, -0.85, heading, transform=above, size=10, weight="bold", color=_INK, va="center")
    axes.text(0, -0.85, "ties lost", transform=above, size=8.5, color=_FAINT, va="center")
    for x, word in ((1.17, f"τ of {by}"), (1.4, "findings"), (1.62, "drop out")):
        axes.text(x, -0.85, word, transform=above, size=8.5, color=_FAINT, va="center", ha="right")
    axes.set_xlim(0, longest * 1.15)
    axes.set_ylim(len(carriers) - 0.5, -0.5)
    axes.set_yticks([])
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.tick_params(axis="x", labelsize=8, colors=_FAINT, length=3)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_color(_FAINT)
