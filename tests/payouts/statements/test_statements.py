"""A statement is issued once, numbered without a gap, never changed, and made again from the ledger to the byte."""

from __future__ import annotations

import io
import threading

import pypdf
import pytest
import sqlalchemy as sa

from payouts import flows
from payouts.audit import audit
from payouts.errors import NotFound, StatementNotReady
from payouts.holds import open_hold, release_hold
from payouts.money import Money
from payouts.payout_rows import payouts_of
from payouts.runs import plan_payouts, run_payouts
from payouts.statements.document import Statement
from payouts.statements.issuing import altered_statements, issue_statement, issued_refs, read_statement
from payouts.statements.pdf_file import loses_letters, statement_pdf
from payouts.statements.sheet import Names, Work, sheet_of
from tests.payouts.worlds import SHOP, World, usd


def _run(world: World) -> list[str]:
    on = world.now.date()
    report = run_payouts(
        world.transaction, world.provider, SHOP, run_ref=on.isoformat(), on=on, clock=world.clock
    )
    return report.paid


def _read(world: World, ref: str) -> Statement:
    with world.transaction() as session:
        return read_statement(session, ref)


@pytest.fixture
def shop(world: World) -> World:
    """A shop that owes one fan two gigs, a tip and a compensation, one gig still held; the fan owes it a little."""
    world.fund(usd(100_000))
    world.fan("fan_1")
    world.earning("asg_1", "fan_1", usd(6000))
    world.earning("asg_2", "fan_1", usd(2500))
    world.earning("asg_held", "fan_1", usd(4000))
    world.post("cmp_1", flows.fan_compensated("fan_1", usd(700)), kind="compensation", subject="bkg_1")
    owes = flows.customer_compensated("cus_1", usd(300), by_fan="fan_1")
    world.post("apology_1", owes, kind="apology")
    with world.transaction() as session:
        open_hold(session, SHOP, key="h", reason="case", at=world.now, subject_ref="asg_held")
    return world


def test_a_statement_says_what_was_paid_what_was_taken_off_and_what_is_held(shop: World) -> None:
    (ref,) = _run(shop)
    statement = _read(shop, ref)
    assert statement.amount == usd(6000 + 2500 + 700 - 300)
    assert [(i.kind, i.amount.amount_minor) for i in statement.items] == [
        ("earning", 6000), ("earning", 2500), ("compensation", 700), ("debt_netted", -300),
    ]  # fmt: skip
    assert [(h.subject_ref, h.amount, h.reason, h.until_at) for h in statement.held] == [
        ("asg_held", usd(4000), "case", None)
    ]
    assert (statement.number, statement.debt) == (1, usd(0))


def test_it_stays_the_same_to_the_byte_whatever_happens_afterwards(shop: World) -> None:
    (ref,) = _run(shop)
    first = _read(shop, ref)
    names = Names("Roaster", "Ana", "Europe/Madrid", {"asg_1": Work("Tasting")})
    printed = statement_pdf(sheet_of(first, names, "es"))
    shop.later(days=1)
    with shop.transaction() as session:
        release_hold(session, SHOP, key="h", at=shop.now)
    shop.earning("asg_4", "fan_1", usd(900))
    _run(shop)
    again = _read(shop, ref)
    assert again.to_bytes() == first.to_bytes()
    assert statement_pdf(sheet_of(again, names, "es")) == printed


def test_numbers_follow_one_another_and_a_payout_that_came_back_takes_none(shop: World) -> None:
    _run(shop)
    shop.later(days=1)
    shop.earning("asg_5", "fan_1", usd(150_000))  # more than there is at the provider
    assert _run(shop) == []
    shop.later(days=1)
    shop.fund(usd(200_000))
    _run(shop)
    with shop.transaction() as session:
        states = [p.state for p in payouts_of(session, SHOP, owner_ref="fan_1")][::-1]
        numbers = issued_refs(session, SHOP, "fan_1")
    assert states == ["paid", "refused", "paid"]
    assert sorted(numbers.values()) == ["2026-0001", "2026-0002"]


def test_issuing_twice_gives_the_first_and_nothing_sent_has_none(shop: World) -> None:
    (ref,) = _run(shop)
    first = _read(shop, ref)
    shop.later(days=3)
    with shop.transaction() as session:
        assert issue_statement(session, ref, at=shop.now).to_bytes() == first.to_bytes()
    shop.earning("asg_6", "fan_1", usd(500))
    with shop.transaction() as session:
        (planned,) = plan_payouts(session, SHOP, "fan_1", run_ref="x", on=shop.now.date(), at=shop.now)
        with pytest.raises(StatementNotReady):
            issue_statement(session, planned.public_id, at=shop.now)
        with pytest.raises(NotFound):
            read_statement(session, planned.public_id)


def test_the_database_refuses_to_change_or_delete_one(shop: World) -> None:
    _run(shop)
    for statement in ("UPDATE payout_statement SET number = 2", "DELETE FROM payout_statement"):
        with pytest.raises(sa.exc.DBAPIError), shop.engine.begin() as connection:
            connection.exec_driver_sql(statement)


def test_two_who_issue_at_once_number_once(shop: World) -> None:
    (ref,) = _run(shop)
    found: list[bytes] = []

    def issue() -> None:
        with shop.engine.begin() as connection:
            found.append(issue_statement(connection, ref, at=shop.now).to_bytes())

    threads = [threading.Thread(target=issue) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 4


def test_a_posting_that_went_elsewhere_is_noticed(shop: World) -> None:
    _run(shop)
    shop.expects_findings = True
    with shop.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE payout_item SET posting_id = (SELECT max(id) FROM posting) WHERE id = "
            "(SELECT min(id) FROM payout_item)"
        )
        assert len(list(altered_statements(connection))) == 1
        assert "statement_differs" in {f.code for f in audit(connection)}


@pytest.mark.parametrize(
    ("locale", "words"), [("en", ("Statement", "$89.00", "Taken off")), ("es", ("Extracto", "89,00"))]
)
def test_its_pdf_is_read_back_with_its_amounts_and_its_tags(
    shop: World, locale: str, words: tuple[str, ...]
) -> None:
    (ref,) = _run(shop)
    names = Names("Café Ñandú", "José Ibáñez", "Europe/Madrid", {"asg_1": Work("Cata de café", "sáb")})
    reader = pypdf.PdfReader(io.BytesIO(statement_pdf(sheet_of(_read(shop, ref), names, locale))))
    text = "\n".join(page.extract_text() for page in reader.pages)
    for word in (*words, "José Ibáñez", "Café Ñandú", "Cata de café", ref):
        assert word in text
    root = reader.trailer["/Root"]
    assert root["/Lang"] == locale
    assert root["/MarkInfo"]["/Marked"]
    kinds = [kid.get_object()["/S"] for kid in root["/StructTreeRoot"]["/K"][0].get_object()["/K"]]
    assert kinds[0] == "/H1"
    assert "/Table" in kinds


@pytest.mark.parametrize("person", ["Дмитрий Ωμέγα", "Nguyễn Őze Ňț", "Գոռ გია", "₹ ₩ ₪ ₽"])
def test_letters_of_other_scripts_are_printed(shop: World, person: str) -> None:
    (ref,) = _run(shop)
    sheet = sheet_of(_read(shop, ref), Names("Roaster", person, "UTC", {"asg_1": Work(person)}), "en")
    text = _text_of(statement_pdf(sheet))
    assert text.count(person) == 2
    assert "?" not in text
    assert not loses_letters(sheet)
    assert statement_pdf(sheet) == statement_pdf(sheet)


@pytest.mark.parametrize("person", ["陈伟", "محمد", "שרה", "नमस्ते"])
def test_what_cannot_be_printed_is_said_on_the_paper_and_beforehand(shop: World, person: str) -> None:
    (ref,) = _run(shop)
    statement = _read(shop, ref)
    sheet = sheet_of(statement, Names("Roaster", f"Ana {person}", "UTC"), "en")
    assert loses_letters(sheet)
    text = _text_of(statement_pdf(sheet))
    assert "Ana ?" in text
    assert "may stand for a letter of a script that cannot be printed here" in text
    plain = sheet_of(statement, Names("Roaster", "Ana?", "UTC"), "en")
    assert not loses_letters(plain), "a question mark that somebody wrote is one"


def _text_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).split())


def test_an_amount_of_no_or_three_decimals_is_written_whole(world: World) -> None:
    world.fan("fan_1")
    sheet = sheet_of(
        Statement(
            SHOP, "fan_1", "pay_x", 1, Money(1234, "KWD"), world.now, world.now, (), (), Money(0, "KWD")
        ),
        Names("Shop", "Ana", "UTC"),
        "en",
    )
    assert "1.234" in sheet.total.amount_words
