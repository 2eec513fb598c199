"""What differs between two states of a playbook, in a manager's words."""
