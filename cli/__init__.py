"""The `campaign` command, one file a command."""
