"""The application for a WSGI server."""

from marketplace import create_app

app = create_app()
