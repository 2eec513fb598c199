"""A simulated outside world: partners, staff and customers with a seed, in a process of their own."""
