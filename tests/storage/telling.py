"""Move a round on as the product does: by the intent to tell of it."""

from datetime import datetime

from models.round import RoundRef, Status
from storage.notifications import Notifications
from storage.rounds import Rounds
from tests.storage.samples import LAUNCH, an_announcement


async def tell(
    rounds: Rounds,
    ref: RoundRef,
    status: Status,
    *,
    stage: str = "prelaunch",
    at: datetime = LAUNCH,
) -> None:
    intent = f"{ref.id}/{stage}/{status}/{ref.launch}/{at}"
    told = an_announcement(intent, stage=stage, status=status, ref=ref)
    await Notifications(rounds.database).begin(told, attempt=1, at=at)
