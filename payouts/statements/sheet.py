"""Puts a statement into a reader's language: one sheet, from which page, CSV and PDF are made. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from payouts.money import Money, total
from payouts.schemes.words import language_of, money_words
from payouts.statements.document import Statement, StatementItem, written_number
from payouts.statements.words import day_words, hold_words, words

FEE_KINDS = ("payout_fee",)
"""Kinds of entries by which a person bears the cost of a sending."""


@dataclass(frozen=True, slots=True)
class Work:
    """What the host knows of one subject.

    Attributes
    ----------
    title : str
    day : str
        When it was, as the reader writes it; may be empty.
    lines : sequence of (str, Money)
        What its pay is made of. Parts that went elsewhere by the person's wish are below zero.
    """

    title: str
    day: str = ""
    lines: Sequence[tuple[str, Money]] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """What only the host knows: who and what the ids of a statement stand for.

    Attributes
    ----------
    business, person : str
    timezone : str
        In which the statement's days are.
    work : mapping of str to Work
        By subject.
    transfer_ref : str
        The provider's own id of the transfer; may be empty.
    """

    business: str
    person: str
    timezone: str
    work: Mapping[str, Work] = field(default_factory=dict)
    transfer_ref: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sheet; ``depth`` 1 says what the line above it is made of."""

    label: str
    detail: str
    amount: Money | None
    amount_words: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading; ``code`` is its name in any language."""

    code: str
    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A statement in a reader's words.

    Attributes
    ----------
    locale, language : str
    title : str
    facts : tuple of (str, str)
        Who, when, and the references.
    total : Row
        What was paid.
    sections : tuple of Section
        Their lines of depth 0, those still held left out, add up to what was paid.
    notes : tuple of str
    """

    locale: str
    language: str
    title: str
    facts: tuple[tuple[str, str], ...]
    total: Row
    sections: tuple[Section, ...]
    notes: tuple[str, ...]


def sheet_of(statement: Statement, names: Names, locale: str) -> Sheet:
    """Write a statement in a reader's language.

    Parameters
    ----------
    statement : Statement
    names : Names
    locale : str
        For example ``en``, ``en_GB``, ``es_MX``; an unknown language is answered in English.

    Returns
    -------
    Sheet
        The same for the same input, whenever and wherever it is made.
    """
    say = _Speaker(names, locale)
    title = words(locale, "title", number=statement_number(statement))
    facts = [
        (words(locale, "to"), names.person),
        (words(locale, "from"), names.business),
        (words(locale, "sent"), day_words(locale, statement.planned_at, names.timezone)),
        (words(locale, "reference"), statement.payout_ref),
    ]
    if names.transfer_ref:
        facts.append((words(locale, "transfer"), names.transfer_ref))
    notes = [words(locale, "made")]
    if statement.debt:
        notes.insert(0, words(locale, "debt_left", amount=money_words(statement.debt, locale)))
    found = (*_paid(statement, say), _sums(statement, say), _at_once(statement, say), _held(statement, say))
    sections = tuple(section for section in found if section.rows)
    whole = say.row(words(locale, "total"), "", statement.amount)
    return Sheet(locale, language_of(locale), title, tuple(facts), whole, sections, tuple(notes))


def statement_number(statement: Statement) -> str:
    """The number as it is written: the year of issue and the running number."""
    return written_number(statement.issued_at, statement.number)


@dataclass(frozen=True, slots=True)
class _Speaker:
    names: Names
    locale: str

    def row(self, label: str, detail: str, amount: Money, depth: int = 0) -> Row:
        return Row(label, detail, amount, money_words(amount, self.locale), depth)

    def day(self, item: StatementItem) -> str:
        return day_words(self.locale, item.event_at, self.names.timezone)


def _paid(statement: Statement, say: _Speaker) -> list[Section]:
    """What the payout is made of, by its nature."""
    parts: dict[str, list[StatementItem]] = {"work": [], "tips": [], "other": [], "taken": []}
    for item in statement.items:
        parts[_part_of(item)].append(item)
    return [
        Section("work", words(say.locale, "work"), _work_rows(parts["work"], say)),
        Section("tips", words(say.locale, "tips"), _plain_rows(parts["tips"], say)),
        Section("other", words(say.locale, "other"), _plain_rows(parts["other"], say)),
        Section("taken", words(say.locale, "taken"), _plain_rows(parts["taken"], say)),
    ]


def _part_of(item: StatementItem) -> str:
    if item.is_tip:
        return "tips"
    if item.amount.amount_minor < 0:
        return "taken"
    return "work" if item.kind == "earning" else "other"


def _work_rows(items: Sequence[StatementItem], say: _Speaker) -> tuple[Row, ...]:
    """Each piece of work with the lines of its pay; what they leave unexplained is a line of its own."""
    rows: list[Row] = []
    for item in items:
        work = say.names.work.get(item.subject_ref)
        rows.append(
            say.row(
                work.title if work else words(say.locale, "earning"),
                (work.day if work else "") or say.day(item),
                item.amount,
            )
        )
        if work is None or not work.lines:
            continue
        rows += [say.row(label, "", amount, 1) for label, amount in work.lines]
        rest = item.amount - total((amount for _, amount in work.lines), item.amount.currency)
        if rest:
            rows.append(say.row(words(say.locale, "difference"), "", rest, 1))
    return tuple(rows)


def _plain_rows(items: Sequence[StatementItem], say: _Speaker) -> tuple[Row, ...]:
    rows = []
    for item in items:
        work = say.names.work.get(item.subject_ref)
        known = (
            item.kind
            if item.kind in ("compensation", "earning_addition", "reimbursement", "debt_netted")
            else ""
        )
        name = words(say.locale, "tip" if item.is_tip else known or "correction")
        rows.append(say.row(f"{name}: {work.title}" if work else name, say.day(item), item.amount))
    return tuple(rows)


def _sums(statement: Statement, say: _Speaker) -> Section:
    """What was earned, what was tipped, and what was kept for the sending."""
    fees = total((i.amount for i in statement.items if i.kind in FEE_KINDS), statement.amount.currency)
    pay = statement.amount - statement.tips - fees
    rows = [
        say.row(words(say.locale, "earned"), "", pay, 1),
        say.row(words(say.locale, "tipped"), "", statement.tips, 1),
        say.row(words(say.locale, "fees"), "", fees, 1),
        say.row(words(say.locale, "total"), "", statement.amount, 1),
    ]
    if not fees and statement.sending_fee is not None:  # “no fees” would not be true: one stands right below
        del rows[2]
    return Section("sums", words(say.locale, "sums"), tuple(rows))


def _at_once(statement: Statement, say: _Speaker) -> Section:
    """Of a payout that was wanted at once: what of it reaches the bank, and what the provider keeps."""
    fee = statement.sending_fee
    if fee is None:
        return Section("at_once", "", ())
    rows = (
        say.row(words(say.locale, "sending_fee"), words(say.locale, "sending_fee_note"), -fee, 1),
        say.row(words(say.locale, "reaches_you"), "", statement.amount - fee, 1),
    )
    return Section("at_once", words(say.locale, "at_once"), rows)


def _held(statement: Statement, say: _Speaker) -> Section:
    rows = []
    for one in statement.held:
        work = say.names.work.get(one.subject_ref)
        end = (
            words(say.locale, "until", day=day_words(say.locale, one.until_at, say.names.timezone))
            if one.until_at
            else words(say.locale, "undecided")
        )
        reason = hold_words(say.locale, one.reason)
        label = f"{work.title}: {reason}" if work else reason
        rows.append(say.row(label, end, one.amount))
    return Section("held", words(say.locale, "held"), tuple(rows))
