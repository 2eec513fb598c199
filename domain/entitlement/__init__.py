"""What law, contract or guarantee owes a customer: packs of rules, asked with facts, answered with reasons."""
