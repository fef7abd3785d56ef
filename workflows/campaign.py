"""A campaign: its rounds as children, and their common end."""

import asyncio
from contextlib import suppress
from typing import Any

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    ChildWorkflowError,
    FailureError,
    WorkflowAlreadyStartedError,
)

from activities.announcements import SlackActivities
from activities.records import RecordActivities
from models.campaign import CampaignReport, StartCampaign
from models.decisions import Abort, Answer, Unreadable, who
from models.notices import Announcement, CampaignNotice
from models.plurals import counted
from models.round import RoundRef, RoundReport, StartRound, Status
from models.steps import OpenCampaign
from workflows import policies, search_attributes
from workflows.course import AFTER_WORDS
from workflows.failures import reason_of
from workflows.intents import intent_id
from workflows.round import CampaignRound

ChildHandle = workflow.ChildWorkflowHandle[CampaignRound, RoundReport]


@workflow.defn
class Campaign:
    """Run a campaign.

    Open: every round is recorded. Ends with the record, or refuses the campaign.
    Rounds: each is a child that lives by its own timeline, and outlives this parent if need be.
    Close: a summary in Slack. Ends the campaign.
    """

    @workflow.init
    def __init__(self, asked: StartCampaign) -> None:
        self._asked = asked
        self._children: dict[int, ChildHandle] = {}
        self._reports: dict[int, RoundReport] = {}
        self._abort: Abort | None = None

    @workflow.run
    async def run(self, asked: StartCampaign) -> CampaignReport:
        await self._open()
        await asyncio.gather(*(self._start(one) for one in asked.rounds))
        with suppress(asyncio.CancelledError):  # the rounds were cancelled too, and end now
            await asyncio.gather(*(self._await_round(one) for one in asked.rounds))
        reports = self.status()
        report = CampaignReport(name=asked.name, rounds=reports, comparison=reports[-1].comparison)
        await self._close(report)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return report

    async def _open(self) -> None:
        """Record all rounds first: what cannot be recorded is not started."""
        try:
            await workflow.execute_activity_method(
                RecordActivities.open_campaign,
                OpenCampaign(rounds=self._asked.rounds),
                **policies.record("record every round"),
            )
        except ActivityError as error:
            raise ApplicationError(reason_of(error), type="Refused", non_retryable=True) from None

    async def _start(self, asked: StartRound) -> None:
        """Start a round, or report that its name is taken; then the other rounds go on."""
        planned = asked.planned
        try:
            self._children[planned.number] = await self._start_child(asked)
        except WorkflowAlreadyStartedError:
            self._reports[planned.number] = self._unfinished(
                asked, f"{asked.id.workflow_id} was running already; it goes on by itself."
            )
            return
        if self._abort is not None:
            await self._send_abort(planned.number, self._abort)

    async def _start_child(self, asked: StartRound) -> ChildHandle:
        planned = asked.planned
        return await workflow.start_child_workflow(
            CampaignRound.run,
            asked,
            id=asked.id.workflow_id,
            task_queue=policies.Queue.CAMPAIGN,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            search_attributes=search_attributes.of_round(asked),
            static_summary=(
                f"{asked.campaign_name} {planned.number}/{asked.total}: "
                f"{counted(planned.expected_recipients, 'recipient')}"
            ),
        )

    async def _await_round(self, asked: StartRound) -> None:
        """Wait for a round; one that failed or was terminated is reported, not forgotten."""
        number = asked.planned.number
        if number in self._reports:
            return
        try:
            self._reports[number] = await self._children[number]
        except ChildWorkflowError as error:
            why = f"The round's workflow ended before its time: {error.cause or error}"
            self._reports[number] = self._unfinished(asked, why)

    def _unfinished(self, asked: StartRound, why: str) -> RoundReport:
        planned = asked.planned
        return RoundReport(
            number=planned.number, status=Status.BLOCKED, launch=planned.launch, reason=why
        )

    async def _close(self, report: CampaignReport) -> None:
        """Sum up in Slack, which may be away."""
        last = self._asked.rounds[-1]
        ref = RoundRef(
            slug=self._asked.slug,
            campaign_name=self._asked.name,
            number=last.planned.number,
            total=last.total,
            timezone=last.timezone,
            launch=last.planned.launch,
        )
        announcement = Announcement(
            intent_id=intent_id(self._asked.slug, "summary"),
            stage="campaign",
            round=ref,
            status=report.rounds[-1].status,
            notice=CampaignNotice(rounds=report.rounds, comparison=report.comparison),
        )
        try:
            await workflow.execute_activity_method(
                SlackActivities.announce,
                announcement,
                **policies.announce("tell: campaign over", AFTER_WORDS),
            )
        except ActivityError:
            workflow.logger.warning("Slack did not take the campaign's summary")

    async def _send_abort(self, number: int, abort: Abort) -> None:
        """Pass an abort on; a round that has just ended cannot hear it, and need not."""
        if number in self._reports:
            return
        try:
            await self._children[number].signal("abort", abort)
        except FailureError:
            workflow.logger.warning("round %s ended before the abort reached it", number)

    @workflow.query(description="The rounds that are over, and how they ended")
    def status(self) -> tuple[RoundReport, ...]:
        return tuple(self._reports[number] for number in sorted(self._reports))

    @workflow.update(description=f"Abort every round that was not sent yet: {Abort.EXAMPLE}")
    async def abort(self, payload: Any = None, *_: Any) -> Answer:  # Any: typed by hand
        request = Abort.read(payload)
        await self._abort_all(request)
        return Answer(
            accepted=True,
            message=f"{who(request)} aborts all rounds that were not sent yet.",
            at=workflow.now(),
        )

    @abort.validator
    def _check_abort(self, payload: Any = None, *_: Any) -> None:  # Any: as above
        try:
            request = Abort.read_object(payload)
        except Unreadable as unreadable:
            raise ApplicationError(str(unreadable), type="Refused", non_retryable=True) from None
        approvers = self._asked.rounds[0].approvers
        if approvers and request.by.strip() not in approvers:
            why = f"{who(request)} may not decide about this campaign; ask {', '.join(approvers)}"
            raise ApplicationError(why, type="Refused", non_retryable=True)

    @workflow.signal(name="abort", description=f"Abort all rounds: {Abort.EXAMPLE}")
    async def abort_by_signal(self, payload: Any = None, *_: Any) -> None:  # Any: typed by hand
        await self._abort_all(Abort.hear(payload))

    async def _abort_all(self, request: Abort) -> None:
        self._abort = abort = request.model_copy(update={"via": request.via or "campaign"})
        await asyncio.gather(*(self._send_abort(number, abort) for number in self._children))
