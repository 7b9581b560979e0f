"""A proof as HTML that folds, for a notebook: each step opens on what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from sahel_kg.explaining.explanations import Book, Explanation
from sahel_kg.tables import printable
from sahel_kg.views.text.citations import list_sources
from sahel_kg.views.text.proof_outline import TreeItem, expand, tell_then, title
from sahel_kg.views.text.proof_tree import tell_step

_OPEN_TO = 2
"""Steps from the fact down that stand open."""


def folded(told: Explanation, book: Book) -> str:
    """Return a proof as nested parts that open and close, and the titles of its sources; text is never markup."""
    legend = [Markup("<br>").join(_text(line) for line in list_sources(told.cited, book))]
    under = [Markup("<p><small>{}</small></p>").format(each) for each in legend if each]
    return str(Markup("").join([*_parts(expand(told, full=False), told, book), *under]))


def _parts(root: TreeItem, told: Explanation, book: Book) -> Iterator[Markup]:
    """Yield it piece by piece: proofs may be deeper than Python calls itself."""
    stack: list[TreeItem | str] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield Markup(item)
            continue
        assert item.step is not None
        heading = _text(title(item, told))
        bare = item.is_reference or (item.step.origin == "ontology" and not item.children)
        details = [tell_then(told.then)] if item is root and told.then else []
        details += [] if bare else tell_step(item.step, book)
        small = Markup("").join(Markup("<br><small>{}</small>").format(_text(each)) for each in details)
        if not item.children:
            yield Markup('<div style="margin-left: 1.5em">{}{}</div>').format(heading, small)
            continue
        is_open = Markup(" open") if item.depth < _OPEN_TO else Markup("")
        yield Markup('<details style="margin-left: 1em"{}><summary>{}{}</summary>').format(is_open, heading, small)
        stack.append("</details>")
        stack += reversed(item.children)


def _text(text: str) -> Markup:
    return escape(printable(text))
