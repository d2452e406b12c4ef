"""The application for a WSGI server."""

from marketplace import create_app
from marketplace.core.garbage import collect_seldom

app = create_app()
collect_seldom()
