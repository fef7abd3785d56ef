"""What can go wrong with the record, sorted by what a caller does about it.

    StorageError
      + DatabaseUnavailable   try again: the server is away, starting or full
      + MissingTables         do not try again: run `campaign setup`
      + InvalidDatabaseUrl    do not try again: mend the setting
      + UnknownRound          do not try again: nothing was planned under this name
      + RoundAlreadySent      a person must decide: the name belongs to another send
      + DraftTaken            a person must decide: the draft belongs to another round
      + RecordRefused         do not try again: a fault of ours, the server took no such values
      + SlugTaken             a person must decide: the slug belongs to another name
      + KnownByAnotherSlug    a person must decide: the name has a slug of an earlier release

Every message is one line, bounded in length, and free of passwords.
"""

# ruff: noqa: N818 - these names say what is so; a suffix would add nothing

from collections.abc import Sequence

from models.ids import RoundId
from models.rivals import Rival


class StorageError(Exception):
    """Be the ancestor of all errors of the record."""


class DatabaseUnavailable(StorageError):
    """Say that the database cannot be reached or takes no work now."""


class MissingTables(StorageError):
    """Say that the database is there and the tables are not, or are an older release's."""

    def __init__(self) -> None:
        super().__init__("the database has no tables for this release; run `campaign setup`")


class InvalidDatabaseUrl(StorageError):
    """Say what is wrong with the address of the database."""


class UnknownRound(StorageError):
    """Say that no such round was ever planned."""

    def __init__(self, round_id: RoundId) -> None:
        super().__init__(
            f"no record of round {round_id}; was its campaign planned in this database?"
        )


class RoundAlreadySent(StorageError):
    """Say that a campaign's name was used before, for a round that was sent from another draft."""

    def __init__(self, round_id: RoundId, draft_id: int) -> None:
        super().__init__(
            f"round {round_id} was sent already, from draft {draft_id}; "
            "give the new campaign another name"
        )


class DraftTaken(StorageError):
    """Say which round has a draft that was wanted; `rivals` are all that are in the way."""

    def __init__(self, rivals: Sequence[Rival]) -> None:
        self.rivals = tuple(rivals)
        first = rivals[0].objection if rivals else "the draft was claimed a moment ago; try again"
        more = len(rivals) - 1
        also = f" ({more} more draft{'s are' if more > 1 else ' is'} taken too)" if more > 0 else ""
        super().__init__(f"{first}{also}")


class RecordRefused(StorageError):
    """Say that the database is there and does not take these values: a fault of this program."""


class SlugTaken(StorageError):
    """Say that a campaign of another name has this slug."""

    def __init__(self, slug: str, name: str) -> None:
        super().__init__(
            f"{slug} is the slug of another campaign, {name!r:.80}; "
            "give this one its own, as slug in [campaign]"
        )


class KnownByAnotherSlug(StorageError):
    """Say that a campaign of this name was recorded under the slug of an earlier release."""

    def __init__(self, name: str, slug: str) -> None:
        super().__init__(
            f"{name!r:.80} was started before, as {slug}; to go on with it write "
            f'slug = "{slug}" in [campaign], else give this one another name'
        )
