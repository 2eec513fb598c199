"""Packs and their answers in words: a letter, and what differs between two packs."""
