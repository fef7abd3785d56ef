"""A mail's content as a reader meets it; pure, no check and no provider is known here."""
