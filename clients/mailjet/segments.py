"""Segments: conditions that narrow a list. Mailjet tells what they say, not whom they hold."""

from clients.mailjet.fields import Row
from clients.mailjet.refusals import Call
from clients.mailjet.rows import Segment
from clients.mailjet.wire import Wire


class Segments:
    """Speak of `contactfilter`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def get_segment(self, segment_id: int) -> Segment:
        """Read a segment, which may be answered though it is deleted; NotFound for none."""
        call = Call("get_segment", f"segment {segment_id}")
        return await self._wire.one(call, f"contactfilter/{segment_id}", _segment)


def _segment(row: Row) -> Segment:
    return Segment(
        id=row.integer("ID"),
        name=row.text("Name"),
        expression=row.text("Expression"),
        deleted=row.text("Status").lower() == "deleted",
    )
