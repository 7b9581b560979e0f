"""Alliances: camps, balance, brokers and paths of a signed network, how they change, and what they hang on."""

from sahel_kg.alliances.balance import measure_balance
from sahel_kg.alliances.brokerage import find_brokers
from sahel_kg.alliances.camps import find_camps
from sahel_kg.alliances.communities import find_communities
from sahel_kg.alliances.joining import from_edges, join, take_signed
from sahel_kg.alliances.moments import change_days, years
from sahel_kg.alliances.paths import find_paths
from sahel_kg.alliances.periods import follow_camps
from sahel_kg.alliances.positions import compare_positions, predict_ties
from sahel_kg.alliances.robustness import assess
from sahel_kg.alliances.signed_network import Joining, SignedNetwork
from sahel_kg.alliances.standing import measure_standing, pn_centrality

__all__ = [
    "Joining",
    "SignedNetwork",
    "assess",
    "change_days",
    "compare_positions",
    "find_brokers",
    "find_camps",
    "find_communities",
    "find_paths",
    "follow_camps",
    "from_edges",
    "join",
    "measure_balance",
    "measure_standing",
    "pn_centrality",
    "predict_ties",
    "take_signed",
    "years",
]
