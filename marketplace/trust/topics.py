"""What people can choose to be told about, and how unless they choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

NOW, DIGEST, NEVER = "now", "digest", "never"
MAILS = (NOW, DIGEST, NEVER)
OTHER = "other"


@dataclass(frozen=True)
class Topic:
    """One line of the preferences page."""

    code: str
    label: Any  # lazily translated
    mail: str = NOW  # unless the person chose otherwise


_topics: dict[str, Topic] = {}


def register(code: str, label: Any, mail: str = NOW) -> None:
    """Add what an area tells people about: the text before the first dot of its notice codes, and a label."""
    if mail not in MAILS:
        raise ValueError(f"{mail!r} is not one of {MAILS}")
    _topics[code] = Topic(code, label, mail)


def topic_of(notice_code: str) -> str:
    """The topic of a notice code; one that no area registered falls under everything else."""
    first = notice_code.split(".", 1)[0]
    return first if first in _topics else OTHER


def get(code: str) -> Topic:
    """The topic of a code."""
    return _topics.get(code, _topics[OTHER])


def all_topics() -> list[Topic]:
    """Every topic, everything else at the end."""
    return [t for t in _topics.values() if t.code != OTHER] + [_topics[OTHER]]


register("thread", _l("Messages"))
register("case", _l("Cases: disputes, appeals, reports and support"))
register("review", _l("Reviews"))
register("standing", _l("Your standing"))
register(OTHER, _l("Everything else"))
