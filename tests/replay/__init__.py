"""Histories that earlier releases left behind, and the test that they can still be gone on from."""
