"""Papers for a customer's bank: printed without the database, no larger together than there is room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from marketplace.core.errors import NotFound, Refused
from marketplace.trust import images, uploads
from marketplace.trust.uploads import PreparedFile
from payouts.dispute_files import PAGES_MAX
from payouts.evidence_pdf import Fact, Heading, Paper, Part, Photo, Said, paper_pdf

__all__ = ["Fact", "Heading", "Paper", "Part", "Picture", "Said", "print_papers"]

SIZES = ((1600, 80), (1200, 70), (900, 60), (640, 50))
"""Longest edge in pixels and quality of photos: the first at which everything has room is taken."""


@dataclass(frozen=True)
class Picture:
    """A photo in the store, and the words beneath it."""

    key: str
    media_type: str
    words: str


def print_papers(
    papers: Mapping[str, Paper], pictures: Sequence[Picture], pictured: str, room_bytes: int
) -> dict[str, PreparedFile]:
    """Print papers, the pictures at the end of one of them, and keep their bytes; call it with the database let go.

    Raises Refused: ``held_lost`` if a photo's bytes are gone, ``held_too_large``, ``held_too_long``.
    """
    raw = [_bytes(one) for one in pictures]
    for edge_px, quality in SIZES if raw else SIZES[:1]:
        photos = [
            Photo(images.jpeg_of(data, edge_px, quality).large, one.words)
            for data, one in zip(raw, pictures, strict=True)
        ]
        whole = {
            slot: replace(paper, parts=(*paper.parts, *photos)) if slot == pictured else paper
            for slot, paper in papers.items()
        }
        printed = {slot: paper_pdf(paper) for slot, paper in whole.items()}
        if sum(one.pages for one in printed.values()) > PAGES_MAX:
            raise Refused("held_too_long")
        if sum(len(one.data) for one in printed.values()) <= room_bytes:
            return {slot: uploads.keep_pdf(one.data) for slot, one in printed.items()}
    raise Refused("held_too_large")


def _bytes(one: Picture) -> bytes:
    try:
        return uploads.bytes_under(one.key, one.media_type)
    except NotFound as error:
        raise Refused("held_lost") from error
