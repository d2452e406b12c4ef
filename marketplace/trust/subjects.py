"""What cases and threads are about: each area tells, for its public ids, the business, a title, a page and the two sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from marketplace.core.errors import NotFound
from marketplace.identity.models import Identity
from marketplace.trust import people


@dataclass(frozen=True)
class Subject:
    """One thing that people may disagree, ask or write about."""

    ref: str
    business_ref: str
    title: str
    path: str
    parties: tuple[tuple[Identity, str], ...]  # person and side: fan or customer
    evidence: dict[str, Any] = field(default_factory=dict)  # what is at hand and must be kept with a case
    author: Identity | None = None  # of words that may be reported
    decided_by: Identity | None = None  # of a decision that may be contested: somebody else looks at it again
    language: str | None = None  # of the title, where it is known
    is_for_everybody: bool = False  # such as a business, which anybody may ask for help
    paths: dict[str, str] = field(
        default_factory=dict
    )  # page of a side, or of one person by public id, where not `path`

    def side_of(self, identity: Identity) -> str | None:
        """The side an identity takes in it; staff take the business's."""
        found = next((side for person, side in self.parties if person.id == identity.id), None)
        if found is None and people.is_staff(identity, self.business_ref):
            return "business"
        return found or ("customer" if self.is_for_everybody else None)

    def path_for(self, identity: Identity) -> str:
        """The page on which somebody sees it: a customer's page of a booking is not the fan's."""
        of_side = self.paths.get(self.side_of(identity) or "", self.path)
        return self.paths.get(identity.public_id, of_side)

    def other_than(self, identity: Identity) -> Identity | None:
        """The person on the other side, where it is one person and not the business."""
        if self.author is not None and self.author.id != identity.id:
            return self.author
        others = [person for person, _ in self.parties if person.id != identity.id]
        return others[0] if len(others) == 1 else None


Resolver = Callable[[str], Subject | None]
_resolvers: dict[str, Resolver] = {}


def register(prefix: str, resolver: Resolver) -> None:
    """Tell how a public id that begins with `prefix` and an underscore is looked up."""
    _resolvers[prefix] = resolver


def find(ref: str) -> Subject | None:
    """What is behind a public id; nothing when no area knows its prefix or the thing is gone."""
    resolver = _resolvers.get(ref.split("_", 1)[0])
    return resolver(ref) if resolver else None


def touching(ref: str, identity: Identity) -> Subject:
    """What is behind a public id, for somebody it touches; to anybody else it does not exist."""
    subject = find(ref)
    if subject is None or subject.side_of(identity) is None:
        raise NotFound
    return subject
