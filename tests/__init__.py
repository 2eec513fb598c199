"""Everything that shows that Makegood does what it says."""
