"""Files that go with the answer to a dispute: checked when added, brought over once, sent with the words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from payouts.dispute_answers import find_answer, send_answers, write_answer
from payouts.dispute_fields import FIELD_MAX, fields_of, forget_fields, put_fields, take_field
from payouts.dispute_files import TOTAL_BYTES_MAX, add_file, files_of, forget_files, remove_file
from payouts.dispute_rows import Dispute
from payouts.disputes import catch_up, payment_by_ledger
from payouts.errors import EvidenceRefused, NotFound
from payouts.gateways.sandbox import Fault
from tests.payouts.worlds import SHOP, Crash, World, usd

PDF = b"%PDF-1.7\n%%EOF\n"
BYTES = {"up_1": PDF, "up_2": b"\xff\xd8\xff" + b"x" * 90, "up_bad": b"what is this"}


@pytest.fixture
def noted(world: World) -> tuple[World, Dispute]:
    """A dispute that waits for an answer."""
    world.captured("bkg", usd(9000), "pm_card_createDispute")
    (found,) = catch_up(
        world.transaction, world.provider, SHOP, payment_of=payment_by_ledger(SHOP), clock=world.clock
    )
    return world, found


def add(world: World, found: Dispute, slot: str = "receipt", file_ref: str = "up_1", **changes: Any) -> Any:
    """Put a file beside the answer."""
    values = {"media_type": "application/pdf", "size_bytes": len(BYTES[file_ref]), "at": world.now} | changes
    with world.transaction() as session:
        return add_file(session, SHOP, found.object_id, slot, file_ref=file_ref, **values)


def answer(world: World, found: Dispute, text: str = "We were there.") -> None:
    """Write the answer."""
    with world.transaction() as session:
        write_answer(session, SHOP, found.object_id, "evidence", text=text, at=world.now)


def send(world: World) -> int:
    """Send what is written."""
    return send_answers(
        world.transaction, world.provider, SHOP, clock=world.clock, bytes_of=BYTES.__getitem__
    )


def test_files_are_brought_over_and_sent_once(noted: tuple[World, Dispute]) -> None:
    world, found = noted
    add(world, found)
    add(world, found, "service_documentation", "up_2", media_type="image/jpeg")
    answer(world, found)
    assert send(world) == 1
    assert send(world) == 0
    with world.transaction() as session:
        files = files_of(session, SHOP, found.object_id)
    assert [one.slot for one in files] == ["receipt", "service_documentation"]
    assert all(one.provider_file_id for one in files)
    assert world.provider.read("dispute", found.object_id).details["has_evidence"]


def test_another_file_for_the_same_thing_takes_its_place(noted: tuple[World, Dispute]) -> None:
    world, found = noted
    assert add(world, found) is None
    assert add(world, found, file_ref="up_2").file_ref == "up_1"
    with world.transaction() as session:
        assert [one.file_ref for one in files_of(session, SHOP, found.object_id)] == ["up_2"]
        removed = remove_file(session, SHOP, found.object_id, "receipt", at=world.now)
        assert removed is not None
        assert remove_file(session, SHOP, found.object_id, "receipt", at=world.now) is None


@pytest.mark.parametrize(
    ("slot", "changes", "code"),
    [
        ("holiday_photos", {}, "evidence_slot"),
        ("receipt", {"media_type": "image/webp"}, "evidence_type"),
        ("receipt", {"size_bytes": 0}, "evidence_size"),
        ("receipt", {"size_bytes": TOTAL_BYTES_MAX + 1}, "evidence_size"),
        ("receipt", {"at": dt.datetime(2030, 1, 1, tzinfo=dt.UTC)}, "evidence_closed"),
    ],
)
def test_what_no_bank_would_read_is_refused_by_name(
    noted: tuple[World, Dispute], slot: str, changes: dict[str, Any], code: str
) -> None:
    world, found = noted
    with pytest.raises(EvidenceRefused) as refused:
        add(world, found, slot, **changes)
    assert refused.value.code == code
    with world.transaction() as session:
        assert files_of(session, SHOP, found.object_id) == []
        values: dict[str, Any] = {"media_type": "application/pdf", "size_bytes": 9, "at": world.now}
        with pytest.raises(NotFound):
            add_file(session, SHOP, "du_none", "receipt", file_ref="up_1", **values)


def test_all_files_together_have_one_bound(noted: tuple[World, Dispute]) -> None:
    world, found = noted
    add(world, found, size_bytes=TOTAL_BYTES_MAX - 10)
    with pytest.raises(EvidenceRefused) as refused:
        add(world, found, "uncategorized_file", size_bytes=11)
    assert refused.value.params["most_bytes"] == 10
    add(world, found, size_bytes=11)


def test_after_the_answer_nothing_is_added_or_taken_out(noted: tuple[World, Dispute]) -> None:
    world, found = noted
    add(world, found)
    answer(world, found)
    with pytest.raises(EvidenceRefused):
        add(world, found, "uncategorized_file", "up_2")
    with world.transaction() as session, pytest.raises(EvidenceRefused):
        remove_file(session, SHOP, found.object_id, "receipt", at=world.now)


def test_sending_killed_after_any_commit_is_finished_once(noted: tuple[World, Dispute]) -> None:
    world, found = noted
    add(world, found)
    add(world, found, "service_documentation", "up_2", media_type="image/jpeg")
    answer(world, found)
    sent = 0
    for boundary in range(1, 14):
        world.boundaries, world.crash_at = 0, boundary
        try:
            sent += send(world)
        except Crash:
            world.provider, world.sandbox = world.connect()
        world.crash_at = None
    assert sent <= 1
    with world.transaction() as session:
        known = find_answer(session, SHOP, found.object_id)
    assert known is not None
    assert known.sent_at is not None


@pytest.mark.parametrize("path", [r"/v1/files$", r"/disputes/"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_an_answer_that_is_lost_is_asked_for_again(
    noted: tuple[World, Dispute], path: str, when: str
) -> None:
    world, found = noted
    add(world, found)
    answer(world, found)
    world.faults.append(Fault(path, "drop", when))  # type: ignore[arg-type]
    assert send(world) == 0
    world.later(hours=30)
    assert send(world) == 1


def test_what_the_provider_refuses_may_be_mended_and_sent_again(noted: tuple[World, Dispute]) -> None:
    world, found = noted
    add(world, found, file_ref="up_bad")
    answer(world, found)
    assert send(world) == 0
    with world.transaction() as session:
        refused = find_answer(session, SHOP, found.object_id)
    assert refused is not None
    assert (refused.sent_at, bool(refused.error_code)) == (None, True)
    world.later(minutes=5)
    add(world, found, file_ref="up_2", media_type="image/jpeg")
    answer(world, found, "We were there, see the photo.")
    assert send(world) == 1


def test_files_are_forgotten_in_time(noted: tuple[World, Dispute]) -> None:
    world, found = noted
    add(world, found)
    with world.transaction() as session:
        assert forget_files(session, before=world.now) == []
        assert forget_files(session, before=world.now + dt.timedelta(seconds=1)) == ["up_1"]
        assert files_of(session, SHOP, found.object_id) == []


def test_facts_go_into_the_providers_own_fields_and_stand_still_after_the_answer(
    noted: tuple[World, Dispute],
) -> None:
    world, found = noted
    facts = {"customer_name": "Carla", "service_date": "28 November 2026", "product_description": "A walk"}
    with world.transaction() as session:
        put_fields(session, SHOP, found.object_id, facts | {"customer_name": "Clara"}, at=world.now)
        put_fields(session, SHOP, found.object_id, facts, at=world.now)
        assert take_field(session, SHOP, found.object_id, "service_date", at=world.now)
        assert not take_field(session, SHOP, found.object_id, "service_date", at=world.now)
    add(world, found, "refund_policy")
    answer(world, found)
    assert send(world) == 1
    held = world.provider._client.v1.disputes.retrieve(found.object_id).evidence.to_dict()  # type: ignore[attr-defined]
    assert (held["customer_name"], held["product_description"]) == ("Carla", "A walk")
    assert "service_date" not in held
    assert held["refund_policy"].startswith("file_")
    with world.transaction() as session:
        with pytest.raises(EvidenceRefused):
            put_fields(session, SHOP, found.object_id, facts, at=world.now)
        with pytest.raises(EvidenceRefused):
            take_field(session, SHOP, found.object_id, "customer_name", at=world.now)


@pytest.mark.parametrize(
    "facts", [{"holiday": "x"}, {"customer_name": " "}, {"customer_name": "x" * (FIELD_MAX + 1)}]
)
def test_facts_that_the_provider_does_not_know_or_take_are_refused_whole(
    noted: tuple[World, Dispute], facts: dict[str, str]
) -> None:
    world, found = noted
    with world.transaction() as session:
        with pytest.raises(EvidenceRefused) as refused:
            put_fields(session, SHOP, found.object_id, {"service_date": "today"} | facts, at=world.now)
        assert refused.value.code == "evidence_field"
        assert fields_of(session, SHOP, found.object_id) == {}


def test_facts_are_forgotten_in_time(noted: tuple[World, Dispute]) -> None:
    world, found = noted
    with world.transaction() as session:
        put_fields(session, SHOP, found.object_id, {"customer_name": "Carla"}, at=world.now)
        assert forget_fields(session, before=world.now) == 0
        assert forget_fields(session, before=world.now + dt.timedelta(seconds=1)) == 1
        assert fields_of(session, SHOP, found.object_id) == {}
