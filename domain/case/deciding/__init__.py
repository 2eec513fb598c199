"""What commands make of a case, by subject; decide.py hands each command to its rule."""
