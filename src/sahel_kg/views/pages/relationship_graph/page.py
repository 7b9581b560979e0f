"""The graph of who is with whom and against whom, as one HTML page that needs nothing but itself.

pyvis assembles nodes, edges and options, and brings vis-network, which draws them. Its own page is not used: it
loads styles from a network in every mode and lets headings and ids run as script. The page here carries its
data as JSON, fills text through ``textContent`` only, and runs no script but those whose hashes its policy names.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.resources import files
from typing import Any

import networkx as nx
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from sahel_kg.alliances.network.signed_ties import SignedTie, read_tie
from sahel_kg.errors import SahelError
from sahel_kg.events.attacks import Attacks
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import Claim
from sahel_kg.ties.lifetimes import Lifetime, list_lifetimes
from sahel_kg.ties.tie_network import TieNetwork, read_edges, read_node
from sahel_kg.ties.words import graded
from sahel_kg.views.notation import GROUND, INK, KINDS, READINGS, SIGNS, STATUSES, KindStyle
from sahel_kg.views.pages.relationship_graph.drawn_lines import DrawnLine, list_lines
from sahel_kg.views.pages.relationship_graph.layout import FONT_SIZE, RADIUS, label_actors, place_actors
from sahel_kg.views.pages.relationship_graph.overview import take_overview
from sahel_kg.views.wording import day, period, plain
from sahel_kg.vocabulary import compact, expand

__all__ = ["place_actors", "render"]

ABSENCE = "A missing tie is not evidence of absence."
FONT = "Arial,Helvetica,sans-serif"  # pyvis strips the spaces of options, so there are none
LIBRARY = "templates/lib/vis-9.1.2/vis-network.min.js"
STEP = 17.0  # distance of neighbouring parallel ties in the middle of their way
_PARTS = files("sahel_kg.views.pages.relationship_graph")

OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": True,
        "dragView": True,
        "hover": True,
        "hoverConnectedEdges": False,
        "keyboard": {"enabled": True, "bindToWindow": False, "autoFocus": False},
        "multiselect": False,
        "selectConnectedEdges": False,
        "tooltipDelay": 150,
        "zoomView": True,
    },
    "nodes": {
        "borderWidth": 1.5,
        "borderWidthSelected": 3,
        "font": {"color": INK, "face": FONT, "size": FONT_SIZE, "strokeColor": GROUND, "strokeWidth": 5},
        "labelHighlightBold": False,
    },
    "edges": {
        "arrows": {"to": {"scaleFactor": 0.55}},
        "arrowStrikethrough": False,
        "hoverWidth": 1,
        "selectionWidth": 1.5,
        "selfReference": {"size": 18},
    },
}

Said = tuple[str, str, str]
ProofLine = tuple[int, str, str]


def render(
    network: nx.MultiDiGraph,
    *,
    title: str,
    subtitle: str = "",
    note: str = "",
    proofs: Mapping[Said, Sequence[ProofLine]] | None = None,
) -> str:
    """Return the page of a network of ties.

    Parameters
    ----------
    network : networkx.MultiDiGraph
        Actors (`label`, `kind`, `described`, `categories`, optionally `short`) and one edge a tie (`relation`,
        `relation_label`, `symmetric`, `sign`, `status`, `reading`, `bounds`, `basis`, `claims`); the graph's
        own `note`, if it has one, says how it was taken.
    title, subtitle, note : str
        Headings, and what a reader has to know; all text is untrusted.
    proofs : mapping of (subject, relation, object) to lines, optional
        CURIEs of an inferred tie to how it follows (`proof_outline.outline`).

    Returns
    -------
    str
        HTML that loads nothing. Equal networks give equal pages, whatever order they were built in.

    Raises
    ------
    SahelError
        If a tie's sign, status or reading is none of those in `views.notation`, or pyvis lacks vis-network.
    """
    ties = _ties(network)
    situation = network.situation if isinstance(network, TieNetwork) else None
    told, titles = proofs or {}, situation.titles if situation else {}
    name: Callable[[str], str] = situation.actors.name if situation else compact
    years = list_lifetimes(situation, [expand(actor) or actor for actor in network]) if situation else {}
    lines = list_lines(ties)
    nodes, edges, options = _drawing(network, lines)
    line_of = {id(tie): line.name for line in lines for tie in line.ties}
    overview = take_overview(network, lines)
    data = {
        "nodes": nodes,
        "overview": overview,
        "edges": edges,
        "options": options,
        "actors": [
            _actor(actor, read_node(network, actor), years.get(expand(actor) or actor)) for actor in sorted(network)
        ],
        "ties": [_tie(f"t{number}", line_of[id(tie)], tie, told, name) for number, tie in enumerate(ties)],
        "sources": {
            compact(source): plain(titles.get(source, compact(source)))
            for source in {claim.source for tie in ties for claim in tie.claims or ()}
        },
        "words": {
            "kinds": {name: kind.label for name, kind in KINDS.items()},
            "figures": {name: kind.path for name, kind in KINDS.items() if kind.shape == "custom"},
            "signs": {name: asdict(sign) for name, sign in SIGNS.items()},
            "statuses": {name: asdict(status) for name, status in STATUSES.items()},
            "readings": READINGS,
        },
    }
    scripts = [_library(), _part("page.js")]
    style = _part("page.css")
    return _template().render(
        policy=_policy(scripts, style),
        style=Markup(style),
        scripts=[Markup(script) for script in scripts],
        data=Markup(embedded(data)),
        title=plain(title),
        subtitle=plain(subtitle),
        notes=_notes(note, network.graph.get("note")),
        sentence=_sentence(network),
        first=len(overview["places"]) if overview else 0,
        drawn=bool(len(network)),
        kinds=list(KINDS.values()),
        signs=list(SIGNS.values()),
        statuses=list(STATUSES.values()),
        ink=INK,
        ground=GROUND,
        licences=_part("licences.txt"),
    )


def embedded(data: object) -> str:
    """Return JSON that can stand inside a script element: no character in it opens or closes markup.

    Examples
    --------
    >>> print(embedded("</script>"))
    "\\u003c/script\\u003e"
    """
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _policy(scripts: list[str], style: str) -> str:
    """Return a Content-Security-Policy that allows these very texts and nothing else."""

    def digest(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    # img-src is for the empty icon, which keeps browsers from asking a server for one.
    return (
        f"default-src 'none'; script-src {' '.join(map(digest, scripts))}; style-src {digest(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _part(name: str) -> str:
    # A browser reads CR LF as LF before it hashes, so the hash is taken of that.
    return (_PARTS / name).read_text(encoding="utf-8").replace("\r\n", "\n").strip()


def _library() -> str:
    """Return vis-network as pyvis ships it, without the line that makes developer tools fetch a source map."""
    path = files("pyvis") / LIBRARY
    if not path.is_file():
        raise SahelError(f"pyvis has no {LIBRARY}: install pyvis 0.3.2")
    lines = path.read_text(encoding="utf-8").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    script = "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL")).strip()
    if "</script" in script.lower() or "<!--" in script:
        raise SahelError("this vis-network cannot stand inside a page: install pyvis 0.3.2")
    return script


def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_part("page.html.j2"))


def _notes(*given: object) -> list[str]:
    """Return what a reader has to know, each thing once; that absence proves nothing is always said."""
    notes = list(dict.fromkeys(plain(text) for text in given if text))
    notes = [note[:1].upper() + note[1:] for note in notes]
    return notes if any("evidence of absence" in note for note in notes) else [*notes, ABSENCE]


def _sentence(network: nx.MultiDiGraph) -> str:
    actors, ties = network.number_of_nodes(), network.number_of_edges()
    if not actors:
        return "This graph has no actors: no tie was found for what was asked."
    many = f"{actors} actor{'s' * (actors > 1)} and {ties or 'no'} tie{'s' * (ties != 1)}."
    return many if ties else f"{many} Nothing was found that joins {'them' if actors > 1 else 'it to another'}."


def _ties(network: nx.MultiDiGraph) -> list[SignedTie]:
    """Return all ties in an order that does not depend on how the network was built."""
    for one, other, tie in network.edges(data=True):
        # To guess would be to show a denied or inferred tie as asserted.
        for what, known in (("sign", SIGNS), ("status", STATUSES), ("reading", READINGS)):
            if tie.get(what) not in known:
                said = f"{one} {tie.get('relation')} {other}: {what} {tie.get(what)!r}"
                raise SahelError(f"{said} cannot be drawn: give one of {', '.join(known)}")
    edges = sorted(
        read_edges(network),
        key=lambda t: (t[0], t[1], json.dumps(t[2], sort_keys=True, ensure_ascii=False, default=_as_json)),
    )
    return [read_tie(*edge) for edge in edges]


def _as_json(value: Any) -> object:
    """Return what can be written, and so compared, of what an edge has."""
    return value.as_dict() if isinstance(value, Bounds | Attacks | Claim) else str(value)


def _drawing(
    network: nx.MultiDiGraph, lines: list[DrawnLine]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """Return pyvis's nodes, edges and options."""
    from pyvis.network import Network  # pulls in IPython: a second that only a picture should cost

    # An undirected pyvis graph keeps one of several parallel edges; mutual ties are directed without arrows.
    drawing = Network(directed=True, cdn_resources="in_line")
    drawing.set_options(json.dumps(OPTIONS))
    places, labels = place_actors(network), label_actors(network)
    for actor in sorted(network):
        attributes = network.nodes[actor]
        kind = KINDS.get(str(attributes.get("kind")), KINDS["Actor"])
        x, y = places[actor]
        drawing.add_node(
            actor,
            label="\n".join(labels[actor]),
            x=x,
            y=y,
            **_node_look(kind, bool(attributes.get("described"))),
        )
    bends = _bends(lines, places)
    for line, bend in zip(lines, bends, strict=True):
        drawing.add_edge(line.one, line.other, id=line.name, smooth=bend, **_edge_look(line))
    nodes, edges, _, _, _, options = drawing.get_network_data()
    return nodes, edges, json.loads(options)


def _node_look(kind: KindStyle, described: bool) -> dict[str, Any]:
    look: dict[str, Any] = {
        "shape": kind.shape,
        "size": RADIUS - 3 if described else RADIUS,
        "color": {
            "background": kind.colour,
            "border": INK,
            "highlight": {"background": kind.colour, "border": "#000000"},
            "hover": {"background": kind.colour, "border": "#000000"},
        },
    }
    if described:
        look["shapeProperties"] = {"borderDashes": [3, 3]}
        look["font"] = {"color": "#4a5560", "size": FONT_SIZE - 1}
    return look


def _edge_look(line: DrawnLine) -> dict[str, Any]:
    sign, status = SIGNS[line.sign], STATUSES[line.status]
    return {
        "arrows": line.arrows(),
        "color": {"color": sign.colour, "highlight": sign.colour, "hover": sign.colour, "inherit": False},
        "dashes": list(status.dashes) or False,
        "width": max({"certain": 2.2, "presumed": 1.7}.get(tie.reading, 1.2) for tie in line.ties),
    }


def _bends(lines: list[DrawnLine], places: Mapping[str, tuple[float, float]]) -> list[dict[str, Any]]:
    """Return a curve for every line such that all lines of a pair lie side by side.

    vis-network measures a curve in parts of its length and bends it to one side as seen from its begin: so the
    part is larger for near actors, and the side turns with the direction.
    """
    pairs: dict[tuple[str, str], list[int]] = {}
    for number, line in enumerate(lines):
        one, other = sorted((line.one, line.other))
        pairs.setdefault((one, other), []).append(number)
    bends: list[dict[str, Any]] = [{"enabled": False}] * len(lines)
    for (one, other), numbers in pairs.items():
        distance = max(((places[one][0] - places[other][0]) ** 2 + (places[one][1] - places[other][1]) ** 2) ** 0.5, 1)
        for slot, number in enumerate(numbers):
            offset = STEP * (slot - (len(numbers) - 1) / 2)
            if not offset or one == other:
                continue
            clockwise = (offset > 0) == (lines[number].one == one)
            bends[number] = {
                "enabled": True,
                "type": "curvedCW" if clockwise else "curvedCCW",
                "roundness": round(min(abs(offset) / (0.39 * distance), 0.9), 3),
            }
    return bends


def _actor(actor: str, attributes: Mapping[str, Any], years: Lifetime | None) -> dict[str, Any]:
    kind = str(attributes.get("kind"))
    return {
        "id": actor,
        "label": plain(attributes.get("label") or actor),
        "short": plain(attributes.get("short") or ""),
        "names": [plain(name).rpartition("@")[0] or plain(name) for name in attributes.get("names") or ()],
        "kind": kind if kind in KINDS else "Actor",
        "described": bool(attributes.get("described")),
        "categories": [plain(category) for category in attributes.get("categories") or ()],
        "years": [plain(years.in_words()), plain(years.in_words(cited=True))] if years else [],
    }


def _tie(
    number: str, line: str, tie: SignedTie, proofs: Mapping[Said, Sequence[ProofLine]], name: Callable[[str], str]
) -> dict[str, Any]:
    begin, end = period(tie.extent.bounds.tight())
    steps = proofs.get((tie.subject, tie.relation, tie.object), ()) if tie.status == "inferred" else ()
    return {
        "id": number,
        "line": line,
        "from": tie.subject,
        "to": tie.object,
        "relation": plain(tie.relation),
        "label": plain(tie.label or tie.relation),
        "symmetric": tie.symmetric,
        "sign": tie.sign,
        "status": tie.status,
        "reading": tie.reading,
        "begin": begin,
        "end": end,
        "why": [plain(reason) for reason in tie.why_possible],
        "basis": plain(tie.basis or ""),
        "grade": plain(graded(tie.reliability, tie.credibility)),
        "events": _events(tie.events) if tie.events else "",
        "claims": [_claim(claim, name) for claim in tie.claims or ()],
        "steps": [{"depth": depth, "text": plain(text), "why": plain(why)} for depth, text, why in steps],
    }


def _events(events: Attacks) -> str:
    days = list(dict.fromkeys(day(known) for known in (events.first, events.last) if known))
    return ", ".join([plain(events.in_words()), *([" to ".join(days)] if days else [])])


def _claim(claim: Claim, name: Callable[[str], str]) -> dict[str, str]:
    """Return a claim's id, its source's, where it stands and how in words, and the coder's note."""
    at = claim.locator
    where = [
        f"paragraph {at.paragraph}" if at and at.paragraph is not None else "",
        f"sentence {plain(at.segment)}" if at and at.segment else "",
    ]
    how = [claim.basis, claim.kind, f"according to {name(claim.speaker)}" if claim.speaker else ""]
    note = f"Coder's note: {plain(claim.note)}" if claim.note else ""
    return {
        "id": plain(claim.id),
        "source": compact(claim.source),
        "where": ", ".join(filter(None, where)),
        "how": ", ".join(plain(part) for part in how if part),
        "note": note,
    }
