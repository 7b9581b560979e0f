"""How two actors are connected."""
