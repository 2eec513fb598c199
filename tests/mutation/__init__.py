"""Whether the tests notice when the checker, the evaluator, packs, the clock, or the ledger are wrong."""
