"""The case: one aggregate that reads from top to bottom as events → state → evolve → survey → decide → due."""
