"""The weakest link of a camp: what its actors are connected by at the least, if all others are as good as can be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import networkx as nx

from sahel_kg.alliances.network.signed_network import SignedNetwork
from sahel_kg.alliances.network.signed_ties import SignedTie
from sahel_kg.record.claims import Claim
from sahel_kg.record.evidence import LETTERS
from sahel_kg.ties.words import count, graded


@dataclass(frozen=True)
class WeakLink:
    """The worst graded tie of those by which a camp is connected, the best being taken between each two.

    Parameters
    ----------
    tie : SignedTie
    claim : Claim
        Of an inferred tie the least credible that it rests on, else the most credible that tells it.
    alike : int
        How many more pairs the camp needs whose best tie is no better.
    """

    tie: SignedTie
    claim: Claim
    alike: int

    @property
    def grade(self) -> str:
        """Reliability and credibility of the tie."""
        return graded(self.tie.reliability, self.tie.credibility)

    def in_words(self, network: SignedNetwork) -> str:
        """Say by which claim, of what grade, it joins whom."""
        place = f" ({self.claim.place})" if self.claim.place else ""
        ends = network.names((self.tie.subject, self.tie.object)).replace(", ", " and ")
        more = f"; {count(self.alike, 'more pair')} by no better" if self.alike else ""
        return f"{self.claim.id.removeprefix('claim:')}{place}, {self.grade}, for {ends}{more}"

    def as_dict(self) -> dict[str, Any]:
        """Return it for the JSON formats."""
        grade = {"reliability": self.tie.reliability, "credibility": self.tie.credibility}
        pair = sorted((self.tie.subject, self.tie.object))
        return {"claim": self.claim.id, "grade": grade, "pair": pair, "alike": self.alike}


def find_weakest(network: SignedNetwork, actors: Iterable[str]) -> WeakLink | None:
    """Return the weakest link of a camp; None where ties have no claims, as in a variant.

    Parameters
    ----------
    network : SignedNetwork
    actors : iterable of str
        Those of the camp, connected by cooperation.
    """
    within = network.positive.subgraph(actors)
    best: dict[tuple[str, str], SignedTie] = {}
    graph = nx.Graph()
    for pair in sorted((min(edge), max(edge)) for edge in within.edges):
        told = [tie for tie in network.ties_on(*pair, "+") if tie.claims]
        if not told:
            return None
        best[pair] = min(told, key=lambda tie: (_badness(tie), tie.relation, tie.claim_ids))
        graph.add_edge(*pair, bad=_badness(best[pair]))
    if not best:
        return None
    # whichever tree is taken, a camp needs as many links of each grade
    tree = sorted((min(a, b), max(a, b)) for a, b in nx.minimum_spanning_edges(graph, weight="bad", data=False))
    worst = max(graph.edges[pair]["bad"] for pair in tree)
    weak = [pair for pair in tree if graph.edges[pair]["bad"] == worst]
    tie = best[weak[0]]
    choose = max if tie.status == "inferred" else min
    claims = sorted(tie.claims or (), key=lambda claim: claim.id)
    return WeakLink(tie, choose(claims, key=lambda claim: claim.credibility), len(weak) - 1)


def _badness(tie: SignedTie) -> int:
    """Return a number that is the higher the worse a tie is graded: by credibility, then by reliability."""
    return (tie.credibility or 6) * len(LETTERS) + LETTERS.index(tie.reliability or LETTERS[-1])
