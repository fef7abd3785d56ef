"""What a decision does to a round that is doing something else."""


class Interruption(Exception):  # noqa: N818 - not an error: a turn in the story
    """Be the ancestor of what takes a round out of its present stage; never leaves the workflow."""


class Aborted(Interruption):
    """The round is to end without being sent."""


class TimelineChanged(Interruption):
    """The round was rescheduled, or is to be checked again: live through the stages anew."""


class Released(Interruption):
    """The hold is over: somebody let the round go on."""
