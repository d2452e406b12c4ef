"""Changes of what people get: each part checked as it is put in, published with everybody told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marketplace.businesses import service_schemes
from marketplace.businesses.models import Programme, SchemeVersion
from marketplace.core.errors import NotFound
from marketplace.identity.models import Identity
from marketplace.rewards import designs
from marketplace.rewards.queries import members_to_tell
from marketplace.rewards.treasury.designs import checked
from marketplace.trust.service_notices import News, notify_all


def put_part(draft: SchemeVersion, part: Mapping[str, Any], actor: Identity, at: datetime) -> None:
    """Put a part into a draft, in the place of the one of its code or at the end."""
    _change(draft, designs.with_part(draft.document, part), actor, at)


def take_out(draft: SchemeVersion, code: str, actor: Identity, at: datetime) -> None:
    """Take a part out of a draft."""
    _known(draft, code)
    _change(draft, designs.without_part(draft.document, code), actor, at)


def move_up(draft: SchemeVersion, code: str, actor: Identity, at: datetime) -> None:
    """Show a part one place earlier."""
    _known(draft, code)
    _change(draft, designs.moved_up(draft.document, code), actor, at)


def set_whole(draft: SchemeVersion, values: Mapping[str, Any], actor: Identity, at: datetime) -> None:
    """Set the ways to take the pay, the hold and the fee."""
    _change(draft, designs.with_whole(draft.document, values), actor, at)


def publish(draft: SchemeVersion, seen: str, actor: Identity, at: datetime) -> int:
    """Publish a tried draft as it was shown, and tell its members; how many were told."""
    published = service_schemes.publish_draft(draft, seen, actor, at)
    return tell_members(published.programme, at)


def tell_members(programme: Programme, at: datetime) -> int:
    """Tell everybody who belongs to a programme that it rewards otherwise from now on."""
    params = {"programme": programme.titled}
    path = f"/programmes/{programme.public_id}/rewards"
    news = [News(person, "rewards.terms", params, path) for person, _membership in members_to_tell(programme)]
    notify_all(news, at)
    return len(news)


def _change(draft: SchemeVersion, document: dict[str, Any], actor: Identity, at: datetime) -> None:
    checked(document)
    service_schemes.change_draft(draft, document, actor, at)


def _known(draft: SchemeVersion, code: str) -> None:
    if designs.part_in(draft.document, code) is None:
        raise NotFound
