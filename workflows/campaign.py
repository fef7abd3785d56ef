"""A campaign: its rounds as children, and their common end."""

import asyncio
from typing import Any

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import ActivityError, ApplicationError, ChildWorkflowError

from activities.announcements import SlackActivities
from activities.records import RecordActivities
from models.campaign import CampaignReport, StartCampaign
from models.decisions import Abort, Answer, who
from models.notices import Announcement, CampaignNotice
from models.round import RoundRef, RoundReport, StartRound, Status
from models.steps import OpenCampaign
from workflows import policies, search_attributes
from workflows.course import AFTER_WORDS
from workflows.failures import reason_of
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
        reports = await asyncio.gather(*(self._await_round(one) for one in asked.rounds))
        report = CampaignReport(
            name=asked.name, rounds=tuple(reports), comparison=reports[-1].comparison
        )
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
        planned = asked.planned
        self._children[planned.number] = await workflow.start_child_workflow(
            CampaignRound.run,
            asked,
            id=asked.id.workflow_id,
            task_queue=policies.Queue.CAMPAIGN,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            search_attributes=search_attributes.of_round(asked),
            static_summary=(
                f"{asked.campaign_name} {planned.number}/{asked.total}: "
                f"{planned.expected_recipients:,} recipients, "
                f"{planned.launch:%Y-%m-%d %H:%M:%S} UTC"
            ),
        )
        if self._abort is not None:
            await self._send_abort(planned.number, self._abort)

    async def _await_round(self, asked: StartRound) -> RoundReport:
        """Wait for a round; one that failed or was terminated is reported, not forgotten."""
        number = asked.planned.number
        try:
            report = await self._children[number]
        except ChildWorkflowError as error:
            cause = error.cause or error
            report = RoundReport(
                number=number,
                status=Status.BLOCKED,
                launch=asked.planned.launch,
                reason=f"The round's workflow ended before its time: {cause}",
            )
        self._reports[number] = report
        return report

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
            intent_id=f"{self._asked.slug}/{workflow.info().first_execution_run_id[:8]}/summary",
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
        if number not in self._reports:
            await self._children[number].signal("abort", abort)

    @workflow.query(description="The rounds that are over, and how they ended")
    def status(self) -> tuple[RoundReport, ...]:
        return tuple(self._reports[number] for number in sorted(self._reports))

    @workflow.update(description="Abort every round that was not sent yet")
    async def abort(self, request: Abort) -> Answer:
        await self._abort_all(request)
        return Answer(
            accepted=True,
            message=f"{who(request)} aborts all rounds that were not sent yet.",
            at=workflow.now(),
        )

    @workflow.signal(name="abort", description='Abort all rounds: {"by": "ada", "reason": "why"}')
    async def abort_by_signal(self, payload: Any = None) -> None:  # Any: typed by hand
        request = Abort.read(payload)
        if request is not None:
            await self._abort_all(request)

    async def _abort_all(self, request: Abort) -> None:
        self._abort = abort = request.model_copy(update={"via": request.via or "campaign"})
        await asyncio.gather(*(self._send_abort(number, abort) for number in self._children))
