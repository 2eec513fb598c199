"""A playbook in prose, as one would read it to a colleague."""
