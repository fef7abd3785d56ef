"""One step each: translate, call a client, translate back."""
