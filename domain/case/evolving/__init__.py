"""How each fact changes the case, by what it is about; domain/case/evolve.py folds them."""
