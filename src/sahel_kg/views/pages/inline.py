"""A page inside another: how a notebook shows one, with nothing of the notebook in its reach."""

from __future__ import annotations

from html import escape
from pathlib import Path

from sahel_kg import files


class InlinePage(str):
    """A page as HTML: a text, which a notebook shows in a frame of its own.

    The frame is a sandbox: scripts of the page run in it, it loads nothing, and it reaches neither the notebook nor its
    origin.

    Examples
    --------
    >>> InlinePage("<p>a &amp; b</p>")._repr_html_()[:74]
    '<iframe sandbox="allow-scripts" srcdoc="&lt;p&gt;a &amp;amp; b&lt;/p&gt;" '
    """

    __slots__ = ()

    def save(self, path: str | Path) -> Path:
        """Write it to a file, as a whole or not at all."""
        target = Path(path)
        files.write(target, self.encode("utf-8", "backslashreplace"))
        return target

    def __repr__(self) -> str:
        return f"<page of {len(self):,} characters: a notebook shows it, save(path) writes it>"

    def _repr_html_(self) -> str:
        look = "width: 100%; height: 640px; border: 1px solid #ccc; background: #fff"
        return f'<iframe sandbox="allow-scripts" srcdoc="{escape(self)}" style="{look}" loading="lazy"></iframe>'
