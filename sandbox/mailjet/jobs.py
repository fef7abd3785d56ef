"""Imports of many contacts, which take their time and can end in four ways."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.mailjet.envelope import Row, time_text
from sandbox.seed import JobSeed

_STAGES = ((0.1, "Allocated"), (0.3, "Upload"), (0.5, "Prepare"), (1.0, "Importing"))
_IMPORT_FROM, _STUCK_AT = 0.5, 0.75

ContactRow = dict[str, object]


@dataclass
class ImportJob:
    """Rows on their way into lists; ``apply`` takes one row and returns why it cannot."""

    id: int
    list_ids: tuple[int, ...]
    action: str
    rows: list[ContactRow]
    apply: Callable[[ContactRow], str | None]
    created_at: datetime
    duration: float
    settings: JobSeed
    status: str = "Allocated"
    done: int = 0
    refused: list[tuple[ContactRow, str]] = field(default_factory=list)
    ended_at: datetime | None = None
    error: str = ""

    def settle(self, now: datetime) -> None:
        """Do what is due by now."""
        if self.ended_at is not None:
            return
        share = (now - self.created_at).total_seconds() / self.duration if self.duration else 1.0
        if self.settings.mode == "stuck":
            share = min(share, _STUCK_AT)
        if self.settings.mode == "error" and share >= _IMPORT_FROM:
            self._end("Error", _IMPORT_FROM)
            self.error = "Import failed: internal error"
            return
        self.status = next((word for until, word in _STAGES if share < until), "Completed")
        due = int(len(self.rows) * min(max((share - _IMPORT_FROM) / (1 - _IMPORT_FROM), 0.0), 1.0))
        for row in self.rows[self.done : due]:
            problem = "temporarily refused" if self._refuses(row) else self.apply(row)
            if problem:
                self.refused.append((row, problem))
        self.done = max(self.done, due)
        if self.status == "Completed":
            self._end("Completed", 1.0)

    def _end(self, status: str, share: float) -> None:
        self.status = status
        self.ended_at = self.created_at + timedelta(seconds=self.duration * share)

    def _refuses(self, row: ContactRow) -> bool:
        if self.settings.mode != "partial":
            return False
        digest = hashlib.blake2b(str(row.get("Email")).lower().encode(), digest_size=4).digest()
        return int.from_bytes(digest, "big") < self.settings.refused_share * 2**32

    @property
    def applied(self) -> int:
        """How many rows went in."""
        return self.done - len(self.refused)

    def row(self) -> Row:
        """Return the job as its own resource shows it."""
        file = f"/v3/DATA/batchjob/{self.id}/JSONError/application:json/LAST"
        return {
            "ContactsLists": [{"ListID": each, "Action": self.action} for each in self.list_ids],
            "Count": self.done,
            "Error": self.error,
            "ErrorFile": file if self.refused else "",
            "JobEnd": time_text(self.ended_at),
            "JobStart": time_text(self.created_at),
            "Status": self.status,
        }
