"""Alliances: camps, balance, brokers and paths of a signed network, how they change, and what they hang on."""

from sahel_kg.alliances.course.moments import change_days, years
from sahel_kg.alliances.course.periods import follow_camps
from sahel_kg.alliances.division.balance import measure_balance
from sahel_kg.alliances.division.camps import find_camps
from sahel_kg.alliances.network.joining import from_edges, join, take_signed
from sahel_kg.alliances.network.signed_network import Joining, SignedNetwork
from sahel_kg.alliances.paths.paths import find_paths
from sahel_kg.alliances.places.brokerage import find_brokers
from sahel_kg.alliances.places.communities import find_communities
from sahel_kg.alliances.places.positions import compare_positions, predict_ties
from sahel_kg.alliances.places.standing import measure_standing, pn_centrality
from sahel_kg.alliances.robustness.assessment import assess

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
