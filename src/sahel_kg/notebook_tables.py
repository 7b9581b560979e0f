"""Tables for notebooks, as HTML: cells are text, never markup; numbers stand to the right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from sahel_kg.tables import find_numeric, plain_cell, printable, readable

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

_HTML = """\
<div class="sahel-kg"><style>
.sahel-kg {overflow-x: auto}
.sahel-kg :is(th, td, caption) {text-align: left !important; vertical-align: top !important}
.sahel-kg span {white-space: nowrap}
.sahel-kg :is(th, td).n {text-align: right !important}
</style><table>
{%- if caption %}<caption>{{ caption | text }}</caption>{% endif %}
{%- if columns %}<thead><tr>
{%- for column in columns %}<th{{ marks[loop.index0] }}>{{ column | text }}</th>{% endfor %}</tr></thead>{% endif -%}
<tbody>
{%- for row in rows %}<tr>
{%- for value in row %}
{%- set kind = "th" if named and loop.first else "td" %}
{#- #}<{{ kind }}{{ marks[loop.index0] }}>{{ value | cell }}</{{ kind }}>
{%- endfor %}</tr>{% endfor -%}
</tbody></table>
{%- if note %}<p><small>{{ note | text }}</small></p>{% endif %}</div>"""
"""Notebooks set all cells to the right, and break days and ids at their hyphens."""
_WHOLE = re.compile(r"[^\s<>/]+[-:][^\s<>/]+")  # of an address its parts


SHOWN = 20
"""Rows that a notebook shows; all of them would be megabytes."""


def html(
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    caption: str = "",
    note: str = "",
    hidden: Iterable[str] = (),
    whole: str = "to_pandas()",
) -> str:
    """Return the first rows of a table for a notebook, as `readable` has it; cells are text, never markup.

    `whole` is the call that has all rows.

    >>> html(["a"], [["<b>"]], caption="C").partition("</style>")[2]
    '<table><caption>C</caption><thead><tr><th>a</th></tr></thead><tbody><tr><td>&lt;b&gt;</td></tr></tbody></table></div>'
    >>> "<td><span>2019-10-21</span> to <span>2019-11-14</span></td>" in html(["a"], [["2019-10-21 to 2019-11-14"]])
    True
    >>> '<td class="n">7</td>' in html(["degree"], [[7], [None]])
    True
    """
    shown, cells = readable(columns, rows[:SHOWN], hidden)
    if len(rows) > SHOWN:
        more = len(rows) - SHOWN
        note = " ".join(filter(None, (f"{more} more row{'s' * (more != 1)}: {whole} has all.", note)))
    return render_html(shown, cells, caption=caption, note=note)


def card(caption: str, facts: Mapping[str, object]) -> str:
    """Return what is said of one thing, for a notebook; what is not said (None or "") is left out.

    >>> card("A", {"kind": "<b>", "names": ""}).count("<tr>")
    1
    """
    said = [pair for pair in facts.items() if pair[1] not in (None, "")]
    return render_html((), said, caption=caption, named=True)


def render_html(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    caption: str = "",
    note: str = "",
    named: bool = False,
) -> str:
    """Return a table of just these columns as HTML; cells are text, never markup.

    Parameters
    ----------
    named : bool
        The first cell of a row is its heading.
    """
    from markupsafe import Markup

    told = [tuple(row) for row in rows]
    numeric = [False] * len(told[0]) if named and told else find_numeric(told) or [False] * len(columns)
    marks = [Markup(' class="n"') if is_number else "" for is_number in numeric]
    return _html_template().render(columns=columns, rows=told, caption=caption, note=note, named=named, marks=marks)


@cache
def _html_template() -> Template:
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    def keep(value: object) -> Markup:
        return Markup(_WHOLE.sub(r"<span>\g<0></span>", str(_text(value))))

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"text": _text, "cell": keep}
    return environment.from_string(_HTML)


def _text(value: object) -> Markup:
    """Return a text, never markup."""
    from markupsafe import Markup, escape

    return escape(printable(plain_cell(value))).replace("\n", Markup("<br>"))
