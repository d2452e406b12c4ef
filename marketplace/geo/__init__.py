"""Where things are: distances, names of places, time zones, airports, layover windows and the drawn map."""

from flask import Flask

from marketplace.geo import map_pages


def register(app: Flask) -> None:
    """Give templates the drawn map."""
    map_pages.init_app(app)
