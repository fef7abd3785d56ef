"""The pre-flight checks, one file each."""
