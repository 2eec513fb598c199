"""Laws: what holds for every playbook and every history, looked at on generated ones."""
