"""Files that are looked at as a whole."""
