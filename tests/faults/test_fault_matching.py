from typing import Any

import pytest

from sandbox.faults import Fault, Faults

COUNT = "/mailjet/v3/REST/listrecipient"


@pytest.mark.parametrize(
    ("wanted", "query", "body", "concerned"),
    [
        ({"query": {"ContactsList": "7001"}}, {"contactslist": "7001"}, b"", True),
        ({"query": {"ContactsList": "7001"}}, {"ContactsList": "7002"}, b"", False),
        ({"query": {"ContactsList": "7001"}}, {}, b"", False),
        ({"query": {"FromTS": "?*"}}, {"FromTS": "2026-11-23"}, b"", True),
        ({"contains": "spring/1"}, {}, b'{"intent_id": "spring/1/x"}', True),
        ({"contains": "spring/1"}, {}, b"", False),
    ],
)
def test_a_fault_concerns_requests_with_its_query_and_words(
    wanted: dict[str, Any], query: dict[str, str], body: bytes, concerned: bool
) -> None:
    fault = Fault(action="drop", **wanted)

    assert fault.concerns("mailjet", "GET", COUNT, query, body) is concerned


def test_one_fault_can_be_taken_away() -> None:
    faults = Faults()
    first, second = (faults.add(Fault(action="drop")) for _ in range(2))

    assert faults.remove(first.id)
    assert not faults.remove(first.id)
    assert [row["id"] for row in faults.rows()] == [second.id]
