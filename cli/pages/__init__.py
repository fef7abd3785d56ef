"""What people see: a page each, made of values and printed by the commands."""
