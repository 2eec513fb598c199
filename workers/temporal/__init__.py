"""Temporal as a part of a house: its server, the driver, what it logs, and its sandboxes."""
