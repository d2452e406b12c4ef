"""Where a person may be sent on to: a path of this site, nothing else."""

from __future__ import annotations

from urllib.parse import urlsplit

LENGTH_MAX = 1024


def local_path(address: str | None, default: str = "") -> str:
    """The address when it is a path of this site, else the default.

    Browsers drop control characters and read a backslash as a slash, so that `/\\evil.example` leaves the site;
    anything but a plain path is therefore refused.
    """
    if not address or len(address) > LENGTH_MAX or not address.startswith("/"):
        return default
    if (
        address.startswith(("//", "/\\"))
        or "\\" in address
        or any(ord(c) < 33 or ord(c) == 127 for c in address)
    ):
        return default
    try:
        parts = urlsplit(address)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else address
