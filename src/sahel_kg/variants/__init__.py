"""A build without some of its claims, and what hangs on them."""
