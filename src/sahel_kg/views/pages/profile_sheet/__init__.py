"""The sheet on an actor."""
