"""One outside effect each: the ports, the turn, the journals, the connectors."""
