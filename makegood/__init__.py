"""The ways in: the command line, and what teams use to write step workers."""
