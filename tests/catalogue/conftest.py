"""Browsers of whoever is named, on a site that finds places."""

from tests.bookings.conftest import gazetteer, pages, sign_in

__all__ = ["gazetteer", "pages", "sign_in"]
