"""Builds: the chain that makes one, the folder that it is published in, and one opened."""
