"""Mailjet's message states: why a message did not arrive, and whose matter that is."""

_STATES = {
    1: ("recipient", "user unknown"),
    2: ("recipient", "mailbox inactive"),
    3: ("recipient", "quota exceeded"),
    4: ("domain", "invalid domain"),
    5: ("domain", "no mail host"),
    6: ("domain", "relay/access denied"),
    7: ("spam", "sender blocked"),
    8: ("spam", "content blocked"),
    9: ("spam", "policy issue"),
    10: ("system", "system issue"),
    11: ("system", "protocol issue"),
    12: ("system", "connection issue"),
    13: ("domain", "greylisted"),
    14: ("mailjet", "preblocked"),
    15: ("mailjet", "duplicate in campaign"),
    16: ("mailjet", "spam preblocked"),
    17: ("content", "bad or empty template"),
    18: ("content", "error in template language"),
    19: ("domain", "typofix"),
    20: ("recipient", "blacklisted"),
    21: ("recipient", "spam reporter"),
}


def group_and_reason(state_id: int | None) -> tuple[str, str]:
    """Name a state; one that the table lacks stays visible by its number."""
    if state_id is None:
        return ("unknown", "no reason given")
    return _STATES.get(state_id, ("unknown", f"state {state_id}"))
