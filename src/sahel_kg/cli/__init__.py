"""The command line: thin, it parses options, calls the library and prints."""

from sahel_kg.cli.app import main, start

__all__ = ["main", "start"]
