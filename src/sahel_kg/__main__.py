"""``python -m sahel_kg``."""

from sahel_kg.cli.app import start

start()
