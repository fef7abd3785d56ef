"""The files that settings may stand in, beside the environment."""

from dotenv import dotenv_values

# `campaign dev` leaves the addresses of its servers in the first; what people write wins.
ENV_FILES = (".campaign/env", ".env")


def written_variables() -> dict[str, str]:
    """Read the variables of both files."""
    pairs = (pair for file in ENV_FILES for pair in dotenv_values(file).items())
    return {name: value for name, value in pairs if value}
