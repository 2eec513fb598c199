"""The documents of a house in their folders: read, checked, drafted and tried, before anything is in force."""
