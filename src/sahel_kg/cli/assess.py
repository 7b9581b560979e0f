"""The command on what camps and ranks hang on, and what `--robust` shows beside ranks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sahel_kg import tables
from sahel_kg.cli import options
from sahel_kg.cli.groups import MeasureOptions, PictureOptions, SignedOptions
from sahel_kg.cli.opening import joining, open_seen
from sahel_kg.cli.output import picture_suffix, put, put_picture, put_text, say_note, tell_columns
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say
from sahel_kg.errors import UsageError, choose_from

if TYPE_CHECKING:
    from sahel_kg.alliances.robustness.assessment import Robustness

TABLES = ("camps", "ranks")
FEW = 8
"""So many claims and sources are named on a screen on which places or ranks hang."""


@spread
def assess(
    choice: SignedOptions,
    out: PictureOptions,
    over: options.OverVariants = None,
    by: options.RobustBy = "pn",
    kind: options.Kind = "two",
    table: options.RobustTable = None,
) -> None:
    """Show what camps and ranks hang on: in how many variants of the evidence each holds, and which claims break it.

    Left out are each claim, each source, all Implied claims, lower grades, inferred ties.
    pn: PN centrality, raised by friends who stand high, lowered by adversaries.
    best, worst: the rank as it is and in all variants.
    """
    from sahel_kg.alliances.robustness import assessment
    from sahel_kg.variants.variants import OVER

    if table is not None and table not in TABLES:
        raise UsageError(f"--table {table}: {choose_from(table, TABLES)}")
    wanted: dict[str, Any] = {"by": None if table == "camps" else by, "kind": None if table == "ranks" else kind}
    opened = open_seen(choice)
    found = assessment.assess(opened, over=over or OVER, **wanted, **joining(choice))
    put_robustness(found, out, shown=(table,) if table else TABLES)


def put_robustness(
    found: Robustness,
    out: MeasureOptions,
    *,
    shown: Sequence[str],
    most: int | None = None,
) -> None:
    """Print or write how camps and ranks hold: a table has all that is shown, another format the first."""
    from sahel_kg.alliances.robustness.assessment import CAMP_COLUMNS, COLUMNS
    from sahel_kg.variants.variants import OVER

    both = {"camps": (CAMP_COLUMNS, found.camp_rows()), "ranks": (COLUMNS, found.rows())}
    suffix = picture_suffix(out)
    if suffix and out.output:
        if "ranks" not in shown:
            raise UsageError(f"-o {out.output}: how camps hold is a table; a picture shows ranks (--table ranks)")
        from sahel_kg.views.pictures import rank_ranges

        put_picture(out.output, rank_ranges.figure(found), f"{len(found.ranks)} ranks")
        return
    if out.is_read:
        missing = [*(name for name in OVER if name not in found.kinds), "hangsOn"]  # each stands once, below
        named = {"value": found.by or "value"}
        found_tables = [
            tables.readable([named.get(column, column) for column in columns], rows, hidden=missing)
            for columns, rows in (both[name] for name in shown)
        ]
        texts = [tables.render_table(*each, wide=out.is_wide, most=most or out.most) for each in found_tables]
        for place, name in enumerate(shown):
            texts[place] += "".join(f"{line}\n" for line in found.tell_hanging(name, out.most and FEW))
        put_text(tables.printable("\n".join(texts)), out)
    else:
        put(*both[shown[0]], out, wrapper=found.as_dict(), most=most)
    told = tell_columns(found.tell_columns(shown), out)
    for sentence in (*told, found.measured, *found.remarks, *found.tell()):
        if sentence:
            say(sentence)
    say_note(found.note, out)
