"""Whether the tests notice when the checker or the evaluator of expressions is wrong."""
