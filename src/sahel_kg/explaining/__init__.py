"""Proofs in words: terms by name, facts as sentences, down to the claims."""
