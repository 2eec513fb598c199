"""The playbook: what a service manager writes (load, compiler), and the plan a case is pinned to (plan)."""
