"""Feeds of other systems become failures here, by a map and without code."""
