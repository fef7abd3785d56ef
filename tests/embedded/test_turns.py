import asyncio
import sys
from pathlib import Path

from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.turns import my_turn

HOLDER = """
import asyncio
from workers.embedded.turns import my_turn

async def hold():
    async with my_turn():
        print("mine", flush=True)
        await asyncio.sleep(600)

asyncio.run(hold())
"""


async def test_one_starts_at_a_time() -> None:
    starting: list[int] = []

    async def start(number: int) -> int:
        async with my_turn():
            starting.append(number)
            await asyncio.sleep(0.02)
            together = len(starting)
            starting.remove(number)
            return together

    assert await asyncio.gather(*map(start, range(5))) == [1] * 5


async def test_a_server_waits_until_another_command_has_started_or_was_killed(
    tmp_path: Path,
) -> None:
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, stdout=asyncio.subprocess.PIPE
    )
    assert other.stdout is not None
    assert await other.stdout.readline() == b"mine\n"

    start = asyncio.create_task(EmbeddedPostgres.start(tmp_path / "pg", durable=False))
    await asyncio.wait([start], timeout=0.3)
    too_early = (tmp_path / "pg").exists()
    other.kill()
    await other.wait()

    await (await start).stop()
    assert not too_early
