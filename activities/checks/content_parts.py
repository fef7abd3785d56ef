"""The draft has an HTML part and a text part."""

from activities.reads import Reads
from models.checklist import Check, CheckGroup, Verdict


async def check_content_parts(reads: Reads) -> Check:
    """Fail without an HTML part, warn without a text part (spam filters prefer both)."""
    content = await reads.content()
    html, text = bool(content.html.strip()), bool(content.text.strip())
    verdict = Verdict.FAIL if not html else Verdict.PASS if text else Verdict.WARN
    parts = [name for name, there in (("HTML", html), ("text", text)) if there]
    return Check(
        name="HTML and text part",
        group=CheckGroup.SETUP,
        verdict=verdict,
        seen=" and ".join(parts) or "no content",
        expected="HTML and text",
        advice="" if verdict is Verdict.PASS else "Add the missing part to the draft.",
    )
