"""A world that plays an example: whatever the example does not say goes well, at once. Nothing here is drawn."""
