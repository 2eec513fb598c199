"""Looking after a journal: checked, compared, settled, summed up, moved."""
