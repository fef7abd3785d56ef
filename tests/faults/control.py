"""The sandbox from behind: what it saw and did, and how to make things go wrong in it."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx

from tests.faults.processes import NeverCame

Json = dict[str, Any]  # Any: the sandbox's JSON

LOOK_EVERY = 0.05


class Control:
    """Talk to `/control` of one sandbox."""

    def __init__(self, url: str) -> None:
        # Pools are for those who share a loop's life; a few requests a second need none.
        self._http = httpx.AsyncClient(base_url=f"{url}/control", trust_env=False, timeout=60)

    async def close(self) -> None:
        await self._http.aclose()

    async def state(self) -> Json:
        """Read sends, drafts and Slack messages."""
        return await self._get("/state?requests=0")

    async def sends_of(self, draft_id: int) -> list[Json]:
        """Read the sends of one draft."""
        return [one for one in (await self.state())["sends"] if one["draft_id"] == draft_id]

    async def requests(self, path: str, method: str = "POST") -> list[Json]:
        """Read the requests whose path has this in it."""
        answer = await self._get("/requests", {"path": path, "method": method})
        found: list[Json] = answer["requests"]
        return found

    async def arm(self, *faults: Json) -> list[int]:
        """Set faults; give their numbers."""
        answer = await self._post("/faults", list(faults))
        return [row["id"] for row in answer["faults"]]

    async def disarm(self, number: int) -> None:
        """Take one fault away."""
        (await self._http.delete(f"/faults/{number}")).raise_for_status()

    async def faults(self) -> list[Json]:
        """Read all faults, each with how often it struck."""
        rows: list[Json] = (await self._get("/faults"))["faults"]
        return rows

    async def change_draft(self, draft_id: int, **change: object) -> None:
        """Change or send a draft behind everybody's back."""
        await self._post(f"/drafts/{draft_id}", change)

    async def change_list(self, list_id: int, **change: object) -> None:
        """Change who is on a list."""
        await self._post(f"/lists/{list_id}", change)

    async def until_requested(
        self,
        path: str,
        method: str = "POST",
        *,
        count: int = 1,
        seconds: float = 60,
        which: Callable[[Json], bool] = lambda _: True,
    ) -> list[Json]:
        """Wait until so many such requests came in; raise NeverCame."""
        for _ in range(int(seconds / LOOK_EVERY)):
            found = [one for one in await self.requests(path, method) if which(one)]
            if len(found) >= count:
                return found
            await asyncio.sleep(LOOK_EVERY)
        raise NeverCame(f"{count} times {method} {path} within {seconds:g} s")

    async def _get(self, path: str, params: dict[str, str] | None = None) -> Json:
        answer: Json = (await self._http.get(path, params=params)).raise_for_status().json()
        return answer

    async def _post(self, path: str, body: object) -> Json:
        answer: Json = (await self._http.post(path, json=body)).raise_for_status().json()
        return answer
