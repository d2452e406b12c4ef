"""The sandbox's recipients: accounts to which money can be transferred, and where they are completed."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from payouts.gateways.sandbox.answers import Request, emit_v2, missing, written
from payouts.gateways.sandbox.store import Body
from payouts.instant_terms import TERMS

ASKED = (
    "identity.individual.date_of_birth",
    "identity.individual.documents.primary_verification",
    "payout_method",
)
"""What a recipient is asked for."""

_CAPABILITY_CHANGED = "v2.core.account[configuration.recipient].capability_status_updated"


def create_account(request: Request) -> Body:
    """Answer POST /v2/core/accounts."""
    is_instant = request.settings.is_onboarding_instant
    account: Body = {
        "id": request.store.new_id("acct"),
        "object": "v2.core.account",
        "applied_configurations": ["recipient"],
        "configuration": {
            "recipient": {
                "applied": True,
                "capabilities": {
                    "stripe_balance": {
                        "stripe_transfers": {
                            "status": "active" if is_instant else "pending",
                            "status_details": [],
                        }
                    }
                },
            }
        },
        "created": written(request.now),
        "dashboard": request.params.get("dashboard"),
        "identity": request.params.get("identity"),
        "livemode": False,
        "metadata": request.metadata(),
        "requirements": _requirements(() if is_instant else ASKED),
    }
    emit_v2(request, "v2.core.account.created", account)
    return request.store.add("account", account)


def read_account(request: Request, account_id: str) -> Body:
    """Answer GET /v2/core/accounts/{id}."""
    found = request.store.get("account", account_id)
    if found is None:
        raise missing("account", account_id)
    return found


def list_accounts(request: Request) -> Body:
    """Answer GET /v2/core/accounts, all on one page of at most 100."""
    limit = min(int(request.params.get("limit", 20)), 100)
    start = int(request.params.get("page", 0))
    bodies = request.store.listing("account")
    more = f"/v2/core/accounts?limit={limit}&page={start + limit}" if len(bodies) > start + limit else None
    return {"data": bodies[start : start + limit], "next_page_url": more, "previous_page_url": None}


def list_banks(request: Request, account_id: str) -> Body:
    """Answer GET /v1/accounts/{id}/external_accounts: of a recipient who has given all, a bank in each fast currency."""
    account = read_account(request, account_id)
    is_known = not (account["requirements"]["entries"])
    is_fast = request.settings.is_instant_offered and account["metadata"].get("sandbox_instant") != "off"
    bank = {
        "id": f"ba_{account_id.removeprefix('acct_')}",
        "object": "bank_account",
        "account": account_id,
        "available_payout_methods": ["standard", "instant"] if is_fast else ["standard"],
        "country": str((account["identity"] or {}).get("country", "us")).upper(),
        "last4": "6789",
        "status": "new",
    }
    currencies = sorted({one.currency.lower() for one in TERMS}) if is_known else []
    data = [{**bank, "id": f"{bank['id']}{code}", "currency": code} for code in currencies]
    url = f"/v1/accounts/{account_id}/external_accounts"
    return {"object": "list", "url": url, "has_more": False, "data": data}


def set_account(
    request: Request,
    account_id: str,
    transfers: str,
    payouts: str,
    instant: str = "on",
    missing: tuple[str, ...] = (),
) -> Body:
    """Play what the provider or the bank does to a recipient."""
    account = read_account(request, account_id)
    account["configuration"]["recipient"]["capabilities"]["stripe_balance"]["stripe_transfers"]["status"] = (
        transfers
    )
    account["metadata"] = {**account["metadata"], "sandbox_payouts": payouts, "sandbox_instant": instant}
    account["requirements"] = _requirements(missing)
    request.store.put(account)
    emit_v2(request, _CAPABILITY_CHANGED, account)
    return account


def _requirements(missing: tuple[str, ...]) -> Body:
    """What is still to be given by the person, as Stripe lists it."""
    due = {"status": "currently_due"}
    capability = {
        "capability": "stripe_balance.stripe_transfers",
        "configuration": "recipient",
        "deadline": due,
    }
    entries = [
        {
            "awaiting_action_from": "user",
            "description": name,
            "errors": [],
            "impact": {"restricts_capabilities": [capability]},
            "minimum_deadline": due,
            "requested_reasons": [{"code": "routine_onboarding"}],
        }
        for name in missing
    ]
    return {"entries": entries, "summary": {"minimum_deadline": {**due, "time": None}} if missing else None}


def create_link(request: Request) -> Body:
    """Answer POST /v2/core/account_links."""
    account = read_account(request, request.text("account"))
    use_case = dict(request.params.get("use_case", {}))
    asked = dict(use_case.get("account_onboarding", {}))
    page, back = request.settings.onboarding_page, str(asked.get("return_url", ""))
    url = f"{page}/{account['id']}?{urlencode({'return_url': back})}" if page else back
    return {
        "object": "v2.core.account_link",
        "account": account["id"],
        "created": written(request.now),
        "expires_at": written(request.now + dt.timedelta(minutes=10)),
        "livemode": False,
        "url": url,
        "use_case": use_case,
    }
