"""``python -m sahel_kg``."""

from sahel_kg.cli import main

main()
