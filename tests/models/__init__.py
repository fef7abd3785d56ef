"""A package, so that a test file may bear the name of one in another folder."""
