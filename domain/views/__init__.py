"""What people read of a case: its timeline, and its story in plain words. Folded from events, never stored."""
