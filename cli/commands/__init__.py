"""The commands, a file each: its module has a function `command` and an EXAMPLE."""
