"""What all claims tell of events: who struck whom, and losses that are counted once."""
