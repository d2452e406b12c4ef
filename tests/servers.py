"""Servers in threads of the tests' own process."""

from __future__ import annotations

LOOKS_UP_SECONDS = 0.02
"""How often such a server looks whether it is to end, so that no test waits long for it: `serve_forever(…)`."""
