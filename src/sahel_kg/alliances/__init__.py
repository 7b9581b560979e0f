"""Alliances: camps, balance, brokers and paths of a signed network, how they change, and what they hang on."""

from sahel_kg.alliances.balance import measure_balance
from sahel_kg.alliances.camps import find_camps
from sahel_kg.alliances.joining import from_edges, join, take_signed
from sahel_kg.alliances.signed_network import Joining, SignedNetwork

__all__ = ["Joining", "SignedNetwork", "find_camps", "from_edges", "join", "measure_balance", "take_signed"]
