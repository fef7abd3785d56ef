"""The console page is complete, and takes nothing from outside."""

import re
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web

from sandbox import console


@pytest.fixture
async def page() -> AsyncIterator[ClientSession]:
    app = web.Application()
    app.add_routes(console.routes())
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    async with ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}") as session:
        yield session
    await runner.cleanup()


async def test_page_and_everything_it_names_is_served(page: ClientSession) -> None:
    html = await (await page.get("/")).text()
    wanted = set(re.findall(r'"(/console/[^"]+)"', html))
    while missing := [path for path in wanted if path.endswith(".js")]:
        scripts = [await (await page.get(path)).text() for path in missing]
        found = set(re.findall(r'from "(/console/[^"]+)"', "".join(scripts)))
        if found <= wanted:
            break
        wanted |= found

    assert {"/console/style.css", "/console/console.js", "/console/mrkdwn.js"} <= wanted
    for path in wanted:
        answer = await page.get(path)
        assert answer.status == 200
        kind = "text/css" if path.endswith(".css") else "javascript"
        assert kind in answer.content_type


async def test_page_may_load_only_its_own(page: ClientSession) -> None:
    answer = await page.get("/")

    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.content_type == "text/html"


def test_no_script_writes_markup_or_calls_outside() -> None:
    scripts = "".join((console.FOLDER / name).read_text() for name in console.SCRIPTS)

    assert "innerHTML" not in scripts
    assert "insertAdjacentHTML" not in scripts
    assert not re.search(r"""["'`]https?://""", scripts)
    assert re.findall(r'fetch\("([^"?]+)', scripts) == ["/control/state"]
