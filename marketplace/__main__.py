"""The operator's command: `python -m marketplace run|upgrade|worker|loop|audit|reconcile|backup|restore`."""

from __future__ import annotations

import sys

from marketplace.operations.command import main

if __name__ == "__main__":
    sys.exit(main())
