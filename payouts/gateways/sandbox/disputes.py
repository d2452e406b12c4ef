"""The sandbox's disputes: opened by a customer's bank, answered, decided.

As at Stripe in its test mode, evidence that says ``winning_evidence`` wins at once and ``losing_evidence``
loses at once; any other waits for `payouts.gateways.sandbox.Sandbox.decide_dispute`.
"""

from __future__ import annotations

from collections.abc import Mapping

from payouts.dispute_files import TOTAL_BYTES_MAX
from payouts.dispute_tables import EVIDENCE_FIELDS, EVIDENCE_SLOTS
from payouts.gateways.sandbox.answers import Refusal, Request, emit, missing, page
from payouts.gateways.sandbox.funds import move
from payouts.gateways.sandbox.store import Body

_OPEN = ("needs_response", "warning_needs_response")
_UNDECIDED = (*_OPEN, "under_review", "warning_under_review")


def open_dispute(
    request: Request, charge: Body, *, amount: int | None = None, reason: str, is_inquiry: bool = False
) -> Body:
    """Play a customer who disputes a captured charge: what is left of it is withdrawn at once, with the fee."""
    left = charge["amount_captured"] - charge["amount_refunded"]
    wanted = left if amount is None else amount
    if charge["disputed"] or not 0 < wanted <= left:
        raise Refusal("There is nothing left of the charge to dispute.", code="charge_not_disputable")
    due_by = request.seconds + int(request.settings.dispute_answer_within.total_seconds())
    dispute: Body = {
        "id": request.store.new_id("du"),
        "object": "dispute",
        "amount": wanted,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": request.seconds,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {"enhanced_evidence": {}, "uncategorized_text": None},
        "evidence_details": {
            "due_by": due_by,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": is_inquiry,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": "warning_needs_response" if is_inquiry else "needs_response",
    }  # fmt: skip
    request.store.add("dispute", dispute, parent=charge["payment_intent"])
    emit(request, "charge.dispute.created", dispute)
    if not is_inquiry:
        charge["disputed"] = True
        request.store.put(charge)
        fee = request.settings.dispute_fee_minor
        _move(request, dispute, -wanted, fee=fee, category="dispute")
        emit(request, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def read_dispute(request: Request, dispute_id: str) -> Body:
    """Answer GET /v1/disputes/{id}."""
    found = request.store.get("dispute", dispute_id)
    if found is None:
        raise missing("dispute", dispute_id)
    return _current(request, found)


def list_disputes(request: Request) -> Body:
    """Answer GET /v1/disputes."""
    return page(
        request,
        "dispute",
        "/v1/disputes",
        parent=request.params.get("payment_intent"),
        shown=lambda body: _current(request, body),
    )


def update_dispute(request: Request, dispute_id: str) -> Body:
    """Answer POST /v1/disputes/{id}."""
    dispute = read_dispute(request, dispute_id)
    if dispute["status"] not in _OPEN:
        raise Refusal("This dispute is already closed or under review.", code="dispute_not_open")
    evidence = request.params.get("evidence", {})
    text = str(evidence.get("uncategorized_text", "")) if isinstance(evidence, Mapping) else ""
    if len(text) > 20_000:
        raise Refusal("Evidence is too long.", code="string_too_long", param="evidence[uncategorized_text]")
    given = evidence if isinstance(evidence, Mapping) else {}
    shown = _files(request, given) | _texts(given, text)
    dispute["evidence"] |= {"uncategorized_text": text, **shown}
    dispute["evidence_details"] |= {"has_evidence": bool(text or shown)}
    # An update is submitted unless it says otherwise.
    if request.params.get("submit", "true") == "true":
        dispute["evidence_details"] |= {"submission_count": 1, "submission_method": "manual"}
        is_inquiry = dispute["status"].startswith("warning_")
        if request.settings.answer_fee_minor and not is_inquiry:
            _move(request, dispute, 0, fee=request.settings.answer_fee_minor, category="dispute")
        dispute["status"] = "warning_under_review" if is_inquiry else "under_review"
        emit(request, "charge.dispute.updated", dispute)
        if text in ("winning_evidence", "losing_evidence"):
            return decide(request, dispute, is_won=text == "winning_evidence")
    return request.store.put(dispute)


def _files(request: Request, evidence: Mapping[str, object]) -> Body:
    """The files that go with an answer: of this business, for disputes, and not too large together."""
    shown = {slot: str(evidence[slot]) for slot in EVIDENCE_SLOTS if evidence.get(slot)}
    sizes = []
    for slot, file_id in shown.items():
        found = request.store.get("file", file_id)
        if found is None:
            raise Refusal(
                f"No such file upload: {file_id}", code="resource_missing", param=f"evidence[{slot}]"
            )
        sizes.append(int(found["size"]))
    if sum(sizes) > TOTAL_BYTES_MAX:
        raise Refusal("The combined size of the evidence is too large.", param="evidence")
    return shown


def _texts(evidence: Mapping[str, object], text: str) -> Body:
    """The facts that go with an answer, each and together no longer than Stripe takes."""
    told = {field: str(evidence[field]) for field in EVIDENCE_FIELDS if evidence.get(field)}
    for field, value in told.items():
        if len(value) > 20_000:
            raise Refusal("Evidence is too long.", code="string_too_long", param=f"evidence[{field}]")
    if sum(map(len, told.values())) + len(text) > 150_000:
        raise Refusal("The combined evidence is too long.", code="string_too_long", param="evidence")
    return told


def close_dispute(request: Request, dispute_id: str) -> Body:
    """Answer POST /v1/disputes/{id}/close."""
    dispute = read_dispute(request, dispute_id)
    if dispute["status"] not in _OPEN:
        raise Refusal("This dispute is already closed.", code="dispute_not_open")
    return decide(request, dispute, is_won=False)


def decide(request: Request, dispute: Body, *, is_won: bool) -> Body:
    """Play the bank that decides: a dispute that is won gives the amount back, the fee stays."""
    if dispute["status"] not in _UNDECIDED:
        raise Refusal("This dispute is decided.", code="dispute_not_open")
    if dispute["status"].startswith("warning_"):
        dispute["status"] = "warning_closed"
    else:
        dispute["status"] = "won" if is_won else "lost"
        if is_won:
            is_answered = dispute["evidence_details"]["submission_count"] > 0
            fee = -request.settings.answer_fee_minor if is_answered else 0
            _move(request, dispute, dispute["amount"], fee=fee, category="dispute_reversal")
            emit(request, "charge.dispute.funds_reinstated", dispute)
    request.store.put(dispute)
    emit(request, "charge.dispute.closed", dispute)
    return dispute


def _current(request: Request, dispute: Body) -> Body:
    """A dispute that nobody answered in time is lost; an inquiry closes by itself."""
    if dispute["status"] in _OPEN and request.seconds >= dispute["evidence_details"]["due_by"]:
        dispute["evidence_details"] |= {"past_due": True}
        return decide(request, dispute, is_won=False)
    return dispute


def _move(request: Request, dispute: Body, amount: int, *, category: str, fee: int = 0) -> None:
    transaction = move(
        request,
        dispute["currency"],
        amount,
        kind="adjustment",
        source=dispute["id"],
        fee=fee,
        category=category,
    )
    dispute["balance_transactions"] = [*dispute["balance_transactions"], transaction]
    request.store.put(dispute)
