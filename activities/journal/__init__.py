"""Where the journal lies: SQLite for one machine, memory for simulation; one contract suite for all of them."""
