"""The counter, the promotions and stated waiting of a business the caller acts for."""

from __future__ import annotations

from typing import Any

from marketplace.api import inputs_money as inputs
from marketplace.api import schemas_money as schemas
from marketplace.api.access import business, caller
from marketplace.api.description import Blueprint
from marketplace.api.inputs import WaitingSchema
from marketplace.api.schemas import listed
from marketplace.api.schemas_rewards import LaterSchema
from marketplace.core import clock
from marketplace.core.permissions import Permission
from marketplace.rewards import additions
from marketplace.rewards.treasury import codes as treasury_codes
from marketplace.rewards.treasury import promotions as treasury_promotions
from marketplace.rewards.treasury.promotions import Shown, Terms
from marketplace.trust.service_audit import log_action

blp = Blueprint(
    "api_desk_money", __name__, "desk", url_prefix="/api/v1/businesses/<business_slug>", description="Counter, promotions, waiting"
)  # fmt: skip


@blp.writes("/counter/lookups", schemas.FoundCodeSchema, takes=inputs.TypedCodeSchema)
def look_up(data: dict[str, Any], business_slug: str) -> Any:
    """What a code is worth now; nothing is taken."""
    return treasury_codes.look_up(business(business_slug, Permission.COUNTER_REDEEM), data["code"])


@blp.writes("/counter/redemptions", schemas.RedemptionSchema, takes=inputs.RedeemSchema, status=201)
def redeem(data: dict[str, Any], business_slug: str) -> Any:
    """Take a code, or of credit so much, once: the same attempt sent again is the same redemption."""
    shop, at = business(business_slug, Permission.COUNTER_REDEEM), clock.now()
    taken = treasury_codes.redeem(
        shop, data["code"], data["amount_minor"], seen_version=data["version"], staff_ref=caller().public_id,
        key=data["attempt"], at=at,
    )  # fmt: skip
    detail = {"amount_minor": taken.amount.amount_minor, "currency": taken.amount.currency, "by": "api"}
    log_action(shop.public_id, caller().public_id, "counter.redeem", taken.public_id, detail, at)
    return taken


@blp.reads("/promotions", listed(schemas.PromotionSchema, "promotions"))
def list_promotions(business_slug: str) -> dict[str, Any]:
    """Every promotion with its use and cost, the latest first."""
    shop = business(business_slug, Permission.MONEY_VIEW)
    return {"promotions": treasury_promotions.promotions_of(shop, clock.now())}


@blp.writes("/promotions", schemas.PromotionSchema, takes=inputs.NewPromotionSchema, status=201)
def make_promotion(data: dict[str, Any], business_slug: str) -> Shown:
    """Make one; its code is drawn."""
    shop, at = business(business_slug, Permission.MONEY_MOVE), clock.now()
    terms = Terms(currency=shop.currency, **(data | {"only_for": tuple(data["only_for"])}))
    made = treasury_promotions.make(shop, terms, at)
    log_action(shop.public_id, caller().public_id, "promotions.make", made.public_id, {"by": "api"}, at)
    return treasury_promotions.one_of(shop, made.public_id, at)


@blp.writes("/promotions/<public_id>/state", schemas.PromotionSchema, takes=inputs.PromotionStateSchema)
def change_promotion(data: dict[str, Any], business_slug: str, public_id: str) -> Shown:
    """Pause, resume or end it; bookings that have it keep it."""
    shop, at = business(business_slug, Permission.MONEY_MOVE), clock.now()
    treasury_promotions.change(shop, public_id, data["action"], at)
    action = f"promotions.{data['action']}"
    log_action(shop.public_id, caller().public_id, action, public_id, {"by": "api"}, at)
    return treasury_promotions.one_of(shop, public_id, at)


@blp.writes("/assignments/<public_id>/waiting", LaterSchema, takes=WaitingSchema)
def say_waiting(data: dict[str, Any], business_slug: str, public_id: str) -> Any:
    """Confirm or correct how long somebody had to wait; what it brings is added at once."""
    shop = business(business_slug, Permission.GIGS_EDIT)
    return additions.say_waiting(shop, public_id, data["minutes"], caller(), clock.now())
