"""A small build that a test may do with as it likes."""

from tests.bad_input.conftest import base, own, standing

__all__ = ["base", "own", "standing"]
