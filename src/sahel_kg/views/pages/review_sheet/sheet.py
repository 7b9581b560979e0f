"""Claims beside the words that they rest on, as one page to print and tick off, without any request."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path

from sahel_kg.desk.review import ReviewedClaim

_HERE = Path(__file__).parent


def html(title: str, rows: Sequence[ReviewedClaim]) -> str:
    """Return the page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    style = (_HERE / "page.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["short"] = lambda claim: claim.removeprefix("claim:")
    return environment.get_template("page.html.j2").render(
        title=title,
        subtitle=f"{len(rows)} claims beside the words they rest on. Does the text say so, of that kind, at that time?",
        rows=rows,
        style=Markup(style),
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'",
    )
