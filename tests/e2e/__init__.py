"""Whole engines, from feed to closed case."""
