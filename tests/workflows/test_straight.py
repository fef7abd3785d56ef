"""A round that nothing disturbs."""

from datetime import timedelta

from conftest import Director

from models.round import Status


async def test_clean_round_launches_and_reports(a_round: Director) -> None:
    play = a_round()
    await play.start(stepwise=False)
    report = await play.handle.result()
    print(report, play.world.stages_told)
    state = await play.state()
    for name, r in state.stages.items():
        print(name, r.outcome, r.due, r.at - r.due)
    h = await play.handle.fetch_history()
    from conftest import name_of
    from collections import Counter
    print(len(h.events), Counter(name_of(e.event_type) for e in h.events))
    assert play.world.mailjet.posts == [501]
    assert report.status is Status.COMPLETED


async def test_step(a_round: Director) -> None:
    play = a_round()
    await play.start()
    await play.before_launch(timedelta(minutes=5))
    s = await play.wait(lambda s: "launch_warning" in s.stages)
    print(s.status, list(s.stages))
    await play.finish()
    h = await play.handle.fetch_history()
    from conftest import name_of
    from collections import Counter
    print(len(h.events), Counter(name_of(e.event_type) for e in h.events))
