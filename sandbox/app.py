"""One web application: three providers, their control panel and the console page."""

from aiohttp import web

from sandbox import console
from sandbox.clock import Clock
from sandbox.control import Control
from sandbox.gate import gate
from sandbox.seed import Seed
from sandbox.world import World

WORLD = web.AppKey("world", World)
LARGEST_BODY = 64 * 1024 * 1024


def build(seed: Seed, *, clock: Clock | None = None) -> web.Application:
    """Return the whole sandbox, filled from a seed."""
    clock = clock or Clock()
    world = World(seed, clock)
    app = web.Application(
        middlewares=[gate(world.journal, world.faults, clock)], client_max_size=LARGEST_BODY
    )
    app[WORLD] = world
    app.add_routes(world.routes())
    app.add_routes(Control(world).routes())
    app.add_routes(console.routes())
    return app
