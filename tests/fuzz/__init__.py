"""Hostile input for everything that reads: what may come of it, and programs that look for what may not."""
