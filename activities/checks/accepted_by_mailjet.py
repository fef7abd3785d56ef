"""Mailjet would take the draft: nothing about it makes a send fail."""

from activities.reads import Reads
from activities.refusals import refusals_of
from models.checklist import Check, CheckGroup, Verdict


async def check_accepted_by_mailjet(reads: Reads) -> Check:
    """Fail for each thing about the draft that Mailjet refuses; warn of a campaign template.

    Mailjet's documentation of send lists them. Whether it refuses a template is not documented,
    but one is rarely the draft that is meant.
    """
    draft = await reads.draft()
    refusals = refusals_of(draft)
    template = "marked as a campaign template" if draft.campaign_template else ""
    verdict = Verdict.FAIL if refusals else Verdict.WARN if template else Verdict.PASS
    advice = {
        Verdict.FAIL: "Correct the draft in Mailjet, or start a plan with another one.",
        Verdict.WARN: "Look whether this is the draft that is meant.",
    }
    return Check(
        name="accepted by Mailjet",
        group=CheckGroup.SETUP,
        verdict=verdict,
        seen=" ".join(refusals) or template or "nothing that Mailjet refuses",
        expected="no A/B test; a sender, a subject and a list",
        advice=advice.get(verdict, ""),
        final=True,
    )
