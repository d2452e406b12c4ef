"""The fixtures of the bookings' tests: browsers, a geocoder, the site without form tokens."""

from tests.bookings.conftest import gazetteer, pages, sign_in

__all__ = ["gazetteer", "pages", "sign_in"]
