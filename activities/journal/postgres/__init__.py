"""The journal on PostgreSQL: several processes may write to it at the same time."""
