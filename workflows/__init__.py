"""Order and waiting: the drivers."""
