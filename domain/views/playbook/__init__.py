"""Ways to look at a playbook: as a picture, in prose, and what differs between two. Pure; nothing here is stored."""
