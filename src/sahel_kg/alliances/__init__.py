"""Alliances: camps, balance, brokers and paths of a signed network, how they change, and what they hang on."""
