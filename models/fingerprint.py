"""What was checked, as one hash: if it differs at launch, something else would be sent."""

import hashlib
import json
from collections.abc import Mapping

from models.base import Value


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

    @property
    def fingerprint(self) -> str:
        """Hash every field (SHA-256 over canonical JSON, the first 16 hex digits)."""
        canonical = json.dumps(self.model_dump(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]
