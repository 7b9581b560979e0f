"""A small network with every sign, status and kind of trouble that a picture meets."""

from __future__ import annotations

from datetime import date
from typing import Any

import networkx as nx

from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import Claim, Locator
from sahel_kg.vocabulary import PREFIXES

EVIL = "</script><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("x")'
CLAIM = Claim(
    PREFIXES["claim"] + "gd-p3-s2-b",
    (),
    "Reported",
    "Stated",
    PREFIXES["source"] + "grey-dynamics-2019",
    locator=Locator("p3s2", 0, 1, ""),
    note=f"Told as an aim. {EVIL}",
)
DAY = date(2019, 12, 3)


PROOFS = {
    ("actor:barkhane", "skg:opposes", "actor:isgs"): [
        (0, "Barkhane opposes ISGS", f"by a-rule: Who acts {EVIL}"),
        (1, "France opposes ISGS", EVIL),
        (1, "France acts", ""),
    ]
}


def tie(relation: str, sign: str, status: str = "asserted", **more: Any) -> dict[str, Any]:
    """Return a tie's attributes; what is not given is as plain as can be."""
    return {
        "relation": f"skg:{relation}",
        "relation_label": relation,
        "symmetric": False,
        "sign": sign,
        "status": status,
        "reading": "certain",
        "bounds": Bounds(None, DAY, DAY, None),
        "basis": "Stated",
        "claims": (CLAIM,),
        **more,
    }


def network(*, backwards: bool = False) -> nx.MultiDiGraph:
    """Return the sample; backwards, its actors and ties were added in the opposite order."""
    actors: list[tuple[str, dict[str, Any]]] = [
        ("actor:france", {"label": "France", "kind": "State"}),
        ("actor:mali", {"label": "Mali", "kind": "State"}),
        ("actor:barkhane", {"label": "Operation Barkhane", "kind": "Mission"}),
        (
            "actor:isgs",
            {
                "label": "Islamic State in the Greater Sahara",
                "short": "ISGS",
                "kind": "ArmedGroup",
                "categories": ["jihadist"],
            },
        ),
        ("actor:cma", {"label": "Coordination of Azawad Movements", "short": "CMA", "kind": "Coalition"}),
        ("actor:parly", {"label": "Florence Parly", "kind": "Person"}),
        ("actor:evil", {"label": EVIL, "kind": "Actor", "described": True}),
        ("actor:formula", {"label": FORMULA, "kind": "PopulationGroup", "described": True}),
        ("actor:alone", {"label": "African Union", "kind": "InternationalOrganisation"}),
    ]
    ties = [
        ("actor:france", "actor:mali", tie("supports", "+")),
        ("actor:france", "actor:mali", tie("fightsAlongside", "+", symmetric=True)),
        ("actor:france", "actor:mali", tie("supportsSubstantially", "+", "denied")),
        (
            "actor:mali",
            "actor:france",
            tie("cooperatesWith", "+", "inferred", symmetric=True, reading="undated", bounds=Bounds()),
        ),
        ("actor:france", "actor:barkhane", tie("leadsMission", "0")),
        ("actor:barkhane", "actor:isgs", tie("opposes", "-", "inferred", claims=(CLAIM, CLAIM))),
        ("actor:isgs", "actor:mali", tie("attacked", "-", reading="possible")),
        ("actor:mali", "actor:cma", tie("strainedWith", "~", symmetric=True)),
        ("actor:parly", "actor:france", tie("holdsOfficeIn", "0")),
        ("actor:evil", "actor:formula", tie(EVIL, "0")),
    ]
    graph = nx.MultiDiGraph(note="Taken for a test.")
    for actor, attributes in reversed(actors) if backwards else actors:
        graph.add_node(actor, **{"described": False, "categories": [], **attributes})
    for one, other, attributes in reversed(ties) if backwards else ties:
        graph.add_edge(one, other, **attributes)
    return graph
