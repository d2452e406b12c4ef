"""The caller's own account."""

from __future__ import annotations

from typing import Any

from marketplace.api import inputs, schemas
from marketplace.api.access import caller
from marketplace.api.description import Blueprint
from marketplace.identity import service
from marketplace.identity.models import Identity

blp = Blueprint("api_account", __name__, "account", url_prefix="/api/v1", description="The account")


@blp.reads("/account", schemas.AccountSchema, refuses=())
def get_account() -> Identity:
    """What the caller is called, and how they read."""
    return caller()


@blp.writes("/account", schemas.AccountSchema, takes=inputs.DetailsSchema)
def change_account(data: dict[str, Any]) -> Identity:
    """Change what the caller is called, and how they read."""
    service.change_details(caller(), **data)
    return caller()
