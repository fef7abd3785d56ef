"""What release 0.1.0 would have said."""

import hashlib
import json

from tests.fakes.mailjet import FakeMailjet


def fingerprint_of_0_1_0(mailjet: FakeMailjet, draft_id: int = 501, list_id: int = 7001) -> str:
    """Hash as the first release did: canonical JSON, with the count, and no rule before it."""
    draft = mailjet.drafts[draft_id]
    fields: dict[str, object] = {
        "draft_id": draft.id,
        "list_id": draft.list_id,
        "segmentation_id": draft.segmentation_id,
        "subject": draft.subject,
        "sender_name": draft.sender_name,
        "sender_email": draft.sender_email,
        "html": mailjet.html,
        "text": mailjet.text,
        "headers": {},
        "active_recipients": mailjet.active[list_id],
    }
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]
