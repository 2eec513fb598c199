"""The house: persons, their roles, skills and accounts, folded from the `house/directory` stream."""
