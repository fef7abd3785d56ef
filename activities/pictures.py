"""Show a picture with a message: never twice, and never at the cost of the message."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from temporalio import activity
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_chain,
    wait_fixed,
)

from activities.charts import campaign_chart
from activities.messages.blocks import LONGEST_NAME, image, note, shorten
from activities.messages.campaign_summary import in_words
from clients.errors import Refused, TryAgain
from clients.slack.answers import Posted, UploadedFile
from clients.slack.message import Message
from models.notices import Announcement, CampaignNotice
from models.series import series_of
from models.text import one_line
from storage.errors import RecordRefused

LONGEST = 10.0  # seconds for drawing and upload, so that the attempt has time left to post
WAITS = (1.0, 2.0, 4.0)  # seconds; Slack may need some until it can show what was uploaded
NOT_SHOWN = frozenset({"invalid_blocks", "invalid_blocks_format"})
MISSING = ":bar_chart: The chart could not be added to this message."


@dataclass(frozen=True)
class Picture:
    """What to draw, and what it says."""

    title: str
    alt_text: str
    draw: Callable[[], bytes]


def picture_of(announcement: Announcement) -> Picture | None:
    """Give the picture that belongs to an announcement, if one does."""
    notice, name = announcement.notice, one_line(announcement.round.campaign_name)
    series = series_of(notice.rounds) if isinstance(notice, CampaignNotice) else None
    if series is None:
        return None
    words = in_words(name, series)
    title = f"{shorten(name, LONGEST_NAME)}, {series.age}"
    return Picture(title, words, partial(campaign_chart, name, series))


class TakesFiles(Protocol):
    async def upload(
        self, *, filename: str, content: bytes, title: str, alt_text: str
    ) -> UploadedFile: ...


class KeepsFiles(Protocol):
    async def keep_file(self, announcement: Announcement, file_id: str, *, at: datetime) -> str: ...


@dataclass(frozen=True)
class Pictures:
    """Upload pictures, and post messages that show them."""

    slack: TakesFiles
    log: KeepsFiles
    waits: tuple[float, ...] = WAITS
    longest: float = LONGEST

    async def upload(self, announcement: Announcement, picture: Picture) -> str | None:
        """Draw a picture, upload it, and keep its id; None when this cannot be done.

        Twice is safe: nobody sees an upload, the first that was kept is shown, and its keeping
        spares every later attempt the upload.
        """
        try:
            async with asyncio.timeout(self.longest):
                content = await asyncio.to_thread(picture.draw)
                uploaded = await self._tried(content, picture)
        except Exception as error:  # noqa: BLE001 - no picture is worth the message
            activity.logger.warning("no picture: %s", str(error) or "it took too long")
            return None
        try:
            return await self.log.keep_file(announcement, uploaded.id, at=datetime.now(UTC))
        except RecordRefused as error:
            activity.logger.error("the picture was not recorded: %s", error, exc_info=error)
            return uploaded.id

    async def _tried(self, content: bytes, picture: Picture) -> UploadedFile:
        """Upload, and try again what may pass: nobody sees an upload that is left behind."""

        async def once() -> UploadedFile:
            return await self.slack.upload(
                filename="chart.png",
                content=content,
                title=picture.title,
                alt_text=picture.alt_text,
            )

        tried = AsyncRetrying(
            retry=retry_if_exception_type(TryAgain),
            stop=stop_after_attempt(len(self.waits)),
            wait=wait_chain(*map(wait_fixed, self.waits)),
            reraise=True,
        )
        uploaded: UploadedFile = await tried(once)
        return uploaded

    async def post(
        self,
        message: Message,
        picture: Picture,
        file_id: str | None,
        post: Callable[[Message], Awaitable[Posted]],
    ) -> Posted:
        """Post a message with its picture; without it if there is none, or Slack cannot show it.

        Only a refusal is tried again here, for what was refused was certainly not posted. Any
        other outcome is the caller's.
        """
        if file_id is not None:
            shown = with_picture(message, file_id, picture.alt_text)
            for wait in (0.0, *self.waits):
                await asyncio.sleep(wait)
                try:
                    return await post(shown)
                except Refused as error:
                    if error.reason not in NOT_SHOWN:
                        raise
            activity.logger.warning("no picture: Slack cannot show the file %s", file_id)
        return await post(replace(message, blocks=(*message.blocks, note(MISSING))))


def with_picture(message: Message, file_id: str, alt_text: str) -> Message:
    """Put a picture below the heading of a message."""
    heading, *rest = message.blocks
    return replace(message, blocks=(heading, image(file_id, alt_text), *rest))
