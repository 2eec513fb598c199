"""Examples of playbooks: what is given, what people and partners do about it, and what is expected to come of it."""
