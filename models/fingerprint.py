"""What is sent, as one hash: if it differs at launch, something else would be sent."""

import hashlib
import json
from collections.abc import Mapping

from models.base import Value

RULE = "2"  # of the hash; a fingerprint begins with the rule that made it
FIRST_RULE = {
    "draft_id", "list_id", "segmentation_id", "subject", "sender_name", "sender_email", "html",
    "text", "headers", "active_recipients",
}  # fmt: skip


class Sendable(Value):
    """Everything that decides what is sent and to whom, as read from Mailjet."""

    draft_id: int
    list_id: int | None
    segmentation_id: int | None
    subject: str
    sender_name: str
    sender_email: str
    html: str
    text: str
    headers: Mapping[str, str]
    active_recipients: int
    segment_expression: str = ""

    @property
    def fingerprint(self) -> str:
        """Hash what is sent; how many get it is compared apart, for people come and go.

        What a segment says is covered where there is one.
        """
        apart = {"active_recipients"}
        if not self.segment_expression:
            apart.add("segment_expression")
        return f"{RULE}:{_hash(self.model_dump(exclude=apart))}"

    def is_what_was_checked(self, fingerprint: str, counted: int | None) -> bool:
        """Compare with a fingerprint by the rule that made it.

        The first rule, of release 0.1.0, had no number and hashed the count, too: it is given the
        count of that time, so that rounds which waited over the upgrade keep their approvals.
        """
        if ":" in fingerprint:
            return self.fingerprint == fingerprint
        as_counted = self.model_copy(update={"active_recipients": counted})
        return _hash(as_counted.model_dump(include=FIRST_RULE)) == fingerprint


def is_spelling_of(written: str, fingerprint: str) -> bool:
    """Say whether somebody who wrote this means that fingerprint, with its rule or without."""
    return written.strip().lower() in {fingerprint, fingerprint.rpartition(":")[2]}


def _hash(fields: Mapping[str, object]) -> str:
    """Give the first 16 hex digits of SHA-256 over canonical JSON."""
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]
