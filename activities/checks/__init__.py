"""The pre-flight checks, one file each; a new one is a file and a line in `CHECKS`."""

from collections.abc import Awaitable, Callable

from activities.checks.accepted_by_mailjet import check_accepted_by_mailjet
from activities.checks.active_recipients import check_active_recipients
from activities.checks.content_parts import check_content_parts
from activities.checks.dmarc import check_dmarc
from activities.checks.domain_authentication import check_domain_authentication
from activities.checks.draft_as_planned import check_draft_as_planned
from activities.checks.draft_claimed import check_draft_claimed
from activities.checks.draft_unsent import check_draft_unsent
from activities.checks.earlier_rounds import check_earlier_rounds
from activities.checks.import_finished import check_import_finished
from activities.checks.links_and_images import check_links_and_images
from activities.checks.list_exists import check_list_exists
from activities.checks.list_quiet import check_list_quiet
from activities.checks.newcomers import check_newcomers
from activities.checks.placeholders import check_placeholders
from activities.checks.segment_as_planned import check_segment_as_planned
from activities.checks.sender_active import check_sender_active
from activities.checks.services_answer import check_services_answer
from activities.checks.unsubscribe_link import check_unsubscribe_link
from activities.reads import Reads
from models.checklist import Check

CheckFunction = Callable[[Reads], Awaitable[Check]]

CHECKS: tuple[CheckFunction, ...] = (
    check_list_exists,
    check_active_recipients,
    check_newcomers,
    check_import_finished,
    check_list_quiet,
    check_draft_unsent,
    check_draft_claimed,
    check_draft_as_planned,
    check_segment_as_planned,
    check_accepted_by_mailjet,
    check_content_parts,
    check_unsubscribe_link,
    check_placeholders,
    check_links_and_images,
    check_sender_active,
    check_domain_authentication,
    check_dmarc,
    check_earlier_rounds,
    check_services_answer,
)
