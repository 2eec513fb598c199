"""What is legal in a playbook and looks unwise: warnings. Pure; a plan is what it is with or without them."""
