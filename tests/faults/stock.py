"""What the sandbox holds for the suite: a draft, a list and a sender for each round."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RECIPIENTS = Path(__file__).parents[2] / "examples" / "recipients.csv"
ROWS = 2_400  # of that file
EXPECTED = 20
SUBJECT = "A fault a day"
SENDER_NAME = "Ada at Example"
HTML = '<p>Hello.</p><p><a href="https://www.example.com/">Read</a></p><a href="[[UNSUB_LINK_EN]]">'
TEXT = "Hello. Unsubscribe: [[UNSUB_LINK_EN]]"

HEAD = """
random = 61
[mailjet]
recipients_file = {recipients}
[mailjet.delays]
campaign_delay_seconds = 1.0
programmed_seconds = 2.0
counters_delay_seconds = 1.0
counters_growth_seconds = 4.0
[slack]
channels = [{{ id = "C0CAMPAIGN", name = "campaign-traction" }}]
[gemini]
models = ["gemini-3.8-flash"]
"""
PIECE = """
[[mailjet.lists]]
id = {list_id}
name = "List {list_id}"
first = {first}
count = {count}
[[mailjet.senders]]
email = {email}
[[mailjet.domains]]
domain = {domain}
[[mailjet.drafts]]
id = {draft_id}
title = "Draft {draft_id}"
subject = {subject}
sender_name = {sender_name}
sender_email = {email}
list_id = {list_id}
html = {html}
text = {text}
"""


@dataclass(frozen=True)
class Parcel:
    """What one round sends, to whom, and as whom; no other round has any of it."""

    draft_id: int
    list_id: int

    @property
    def domain(self) -> str:
        return f"d{self.draft_id}.example.com"

    @property
    def sender_email(self) -> str:
        return f"news@{self.domain}"


def parcels(count: int) -> Iterator[Parcel]:
    """Number the parcels."""
    for number in range(count):
        yield Parcel(draft_id=10_001 + number, list_id=60_001 + number)


def write_seed(path: Path, count: int) -> None:
    """Write a seed file of the sandbox with so many parcels."""
    pieces = [HEAD.format(recipients=json.dumps(str(RECIPIENTS)))]
    for number, parcel in enumerate(parcels(count)):
        pieces.append(
            PIECE.format(
                list_id=parcel.list_id,
                draft_id=parcel.draft_id,
                first=number * EXPECTED % (ROWS - EXPECTED),
                count=EXPECTED,
                email=json.dumps(parcel.sender_email),
                domain=json.dumps(parcel.domain),
                subject=json.dumps(SUBJECT),
                sender_name=json.dumps(SENDER_NAME),
                html=json.dumps(HTML + "Leave</a>"),
                text=json.dumps(TEXT),
            )
        )
    path.write_text("".join(pieces))
