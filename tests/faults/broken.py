"""Run the very mistake that the product exists to avoid, so that the judge has something to see."""

import time

from tests.faults.campaigns import short_policy, start
from tests.faults.pairs import DROP_AFTER, SEND, Pair
from tests.faults.releases import retrying_release
from tests.faults.suite import Result, Suite

SPAN = 10.0
SCENARIO = "a broken release that retries the POST"


async def retry_the_post(suite: Suite) -> Result:
    """Let a release that retries the POST meet a reset after the effect.

    Its result is not kept for the table: it must be bad.
    """
    began = time.monotonic()
    async with suite.crew() as crew:
        await crew.man("broken", code=retrying_release(suite.machine))
        order = await start(suite.machine, "broken-1", short_policy(SPAN), span=SPAN)
        (parcel,) = order.parcels.values()
        await suite.machine.control.arm(Pair(SEND, 1, DROP_AFTER).fault(parcel))
        result = await suite.settle(SCENARIO, [order], faults=1, began=began)
    suite.results.remove(result)
    return result
