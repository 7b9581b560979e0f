"""Time and grade over the steps of a closure, and inferences as named graphs."""
