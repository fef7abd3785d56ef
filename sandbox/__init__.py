"""Local stand-ins of the three providers that speak their wire protocols."""
