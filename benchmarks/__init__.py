"""Measurements: what Makegood costs on this machine, always as a ratio to something measured in the same run."""
