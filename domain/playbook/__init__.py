"""The playbook: what a service manager writes (load, check), and the compiled plan a case is pinned to (plan)."""
