"""The build with hostile names, which belongs to the exports."""

from tests.exports.conftest import hostile

__all__ = ["hostile"]
