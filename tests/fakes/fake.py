"""What every stand-in can do: remember, fail, and let something happen in the middle."""

from collections import defaultdict, deque
from collections.abc import Awaitable, Callable

Hook = Callable[[], Awaitable[object]]


class Fake:
    """Remember every call; fail or do something at those that a test names."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._faults: dict[str, deque[Exception]] = defaultdict(deque)
        self._down: dict[str, Exception] = {}
        self._hooks: dict[str, Hook] = {}

    def fail_next(self, call: str, *errors: Exception) -> None:
        """Fail the next calls of that name, one error each."""
        self._faults[call].extend(errors)

    def down(self, error: Exception, *calls: str) -> None:
        """Fail every call of these names, until `up`."""
        self._down |= dict.fromkeys(calls, error)

    def up(self) -> None:
        self._down.clear()

    def during(self, call: str, hook: Hook) -> None:
        """Do something once, in the middle of the next call of that name."""
        self._hooks[call] = hook

    async def called(self, call: str) -> None:
        self.calls.append(call)
        hook = self._hooks.pop(call, None)
        if hook is not None:
            await hook()
        if self._faults[call]:
            raise self._faults[call].popleft().with_traceback(None)
        if call in self._down:
            raise self._down[call].with_traceback(None)
