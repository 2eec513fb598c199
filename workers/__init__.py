"""Wiring: settings, telemetry, and the processes that run an engine."""
