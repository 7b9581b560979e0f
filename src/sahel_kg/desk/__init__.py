"""The desk: a person's report, spreadsheet and words in, what a claim needs out: stretches, bounds and counts."""
