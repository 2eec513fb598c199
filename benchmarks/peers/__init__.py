"""The same case carried by others: one command, one run, one table."""
