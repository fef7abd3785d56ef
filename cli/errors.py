"""What an operator can cause, each told in one line with what to do, and its exit status.

0    done
1    refused or failed
2    the command line was not understood
130  ended by Ctrl-C
"""

from models.text import clean

REFUSED, USAGE, INTERRUPTED = 1, 2, 130
LONGEST = 600


class Refusal(Exception):  # noqa: N818 - says what is the case
    """Say in one line what was not done, and what to do."""

    exit_code = REFUSED


class Usage(Refusal):
    """Say what is missing on the command line."""

    exit_code = USAGE


# Their messages are one line for operators. By name, so that no command imports what only
# another one raises.
TOLD_AS_THEY_ARE = frozenset(
    {
        "cli.errors.Refusal",
        "clients.errors.ProviderError",
        "models.plan.PlanError",
        "storage.errors.StorageError",
        "typer.exceptions.TyperException",
        "workers.connection.TemporalUnavailable",
        "workers.embedded.errors.EmbeddedError",
        "workers.settings.SettingsError",
    }
)
GIVEN_UP = "typer.exceptions.Abort"
FROM_TEMPORAL = "temporalio.service.RPCError"


def explain(error: BaseException) -> tuple[str, int]:
    """Put an error in one line, and choose the exit status."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    status = int(getattr(error, "exit_code", REFUSED))
    return one_line(words_for(error)), INTERRUPTED if is_interrupt(error) else status


def words_for(error: BaseException) -> str:
    """Find words for an error; one that nobody thought of is told with its class."""
    names = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__}
    if names & TOLD_AS_THEY_ARE:
        words = str(getattr(error, "format_message", error.__str__)())
        hint = getattr(error, "exit_code", REFUSED) == USAGE and "--" not in words
        return f"{words.rstrip('.')}; see `campaign --help`" if hint else words
    if is_interrupt(error):
        return "interrupted"
    if GIVEN_UP in names:
        return "nothing was done"
    if FROM_TEMPORAL in names:
        return f"Temporal did not do it: {error}; see `campaign health`"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return f"{type(error).__name__}: {error}; --debug shows where"


def is_interrupt(error: BaseException) -> bool:
    """Say whether somebody pressed Ctrl-C."""
    return isinstance(error, KeyboardInterrupt)


def one_line(text: str) -> str:
    """Fold a message into one line of bounded length."""
    line = " ".join(clean(text).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
