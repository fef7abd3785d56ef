"""What every scenario needs: the machine, its crew, the person on duty, the seed, the size."""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.faults.campaigns import Order, until_over
from tests.faults.evidence import collect
from tests.faults.ledger import Findings, judge
from tests.faults.machine import Machine, running_machine
from tests.faults.person import Person
from tests.faults.processes import ended
from tests.faults.workers import Crew, crew_of

SEED = 20261123


@dataclass(frozen=True)
class Result:
    """One line of the table."""

    scenario: str
    faults: int
    kills: int
    findings: Findings
    holds: dict[str, int]
    seconds: float
    remarks: tuple[str, ...] = ()


@dataclass
class Suite:
    """Run scenarios on one machine, one after another."""

    machine: Machine
    person: Person
    random: Random
    long: bool
    results: list[Result] = field(default_factory=list)
    _tasks: "set[asyncio.Task[None]]" = field(default_factory=set)

    def background(self, work: Coroutine[None, None, None]) -> None:
        """Let something happen beside the scenarios; what it raises is raised at the end."""
        self._tasks.add(asyncio.create_task(work))

    async def finish(self) -> None:
        """Wait for what happens beside the scenarios."""
        tasks, self._tasks = self._tasks, set()
        await asyncio.gather(*tasks)

    def stop(self) -> None:
        """Give up what happens beside the scenarios."""
        for task in self._tasks:
            task.cancel()

    @asynccontextmanager
    async def crew(self, *names: str) -> AsyncIterator[Crew]:
        """Man posts for one scenario; nobody is left when it is over."""
        async with crew_of(self.machine, *names) as crew:
            yield crew

    async def settle(
        self,
        scenario: str,
        orders: Sequence[Order],
        *,
        faults: int,
        kills: int = 0,
        began: float,
        patience: float = 150,
        remarks: tuple[str, ...] = (),
    ) -> Result:
        """Wait until the campaigns are over, judge them, and keep the line for the table."""
        await until_over(self.machine.client, orders, patience)
        findings = judge(await collect(self.machine, orders))
        slugs = {order.slug for order in orders}
        holds: Counter[str] = Counter()
        for (name, since), hold in self.person.holds.items():
            if name.partition("/")[0] in slugs:
                holds[hold.kind.value] += 1
                sys.stderr.write(f"{since:%H:%M:%S} {name} held: {hold.kind}: {hold.detail}\n")
        seconds = time.monotonic() - began
        result = Result(
            scenario=scenario,
            faults=faults,
            kills=kills,
            findings=findings,
            holds=holds,
            seconds=seconds,
            remarks=remarks,
        )
        self.results.append(result)
        return result


@asynccontextmanager
async def running_suite(
    folder: Path, *, long: bool, seed: int = SEED, on_duty: bool = True
) -> AsyncIterator[Suite]:
    """Start the machine and put a person on duty."""
    async with running_machine(folder) as machine:
        person = Person(machine.client, machine.control)
        watch = asyncio.create_task(person.watch()) if on_duty else None
        random = Random(seed)  # noqa: S311 - a seeded game
        suite = Suite(machine=machine, person=person, random=random, long=long)
        try:
            yield suite
            await suite.finish()
        finally:
            suite.stop()
            if watch is not None:
                await ended(watch)
