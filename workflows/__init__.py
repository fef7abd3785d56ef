"""What happens when: deterministic, no I/O."""
