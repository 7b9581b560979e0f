"""The signed network: what it is taken from, and how ties are joined."""
