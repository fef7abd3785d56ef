"""The console page: the Slack channel as people would see it, and what the providers hold.

The page asks ``/control/state`` once a second; nothing here knows what is in it.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "console"
FILES = {"/": "index.html", "/console/style.css": "style.css"}
SCRIPTS = ("console.js", "channel.js", "mrkdwn.js", "panels.js")
HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


def routes() -> list[web.RouteDef]:
    """Return the page and the files it needs."""
    files = FILES | {f"/console/{name}": name for name in SCRIPTS}
    return [web.get(path, _page(FOLDER / name)) for path, name in files.items()]


def _page(path: Path) -> Callable[[web.Request], Awaitable[web.FileResponse]]:
    # An object with an async __call__ would do, but aiohttp warns of it.
    async def page(_: web.Request) -> web.FileResponse:
        return web.FileResponse(path, headers=HEADERS)

    return page
