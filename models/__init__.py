"""The vocabulary of a campaign: pure values and rules, no I/O."""
