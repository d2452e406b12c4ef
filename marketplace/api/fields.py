"""Fields of what comes in: text a database can keep, whole numbers, and days and instants within the years that calendars reckon with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from marshmallow import ValidationError, fields

FIRST_YEAR, LAST_YEAR = 2000, 2100

WHEN = {"format": "iso"}
_DIGITS = re.compile(r"[+-]?[0-9]{1,19}")


class Text(fields.String):
    """Text without the letters that databases cannot keep: the zero letter and halves of pairs."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise ValidationError("This text has letters that cannot be kept.")
        return text


class Whole(fields.Integer):
    """A whole number; one with a fraction is refused, where a plain field would cut the fraction off."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> int:
        if isinstance(value, str) and not _DIGITS.fullmatch(value):
            raise self.make_error("invalid", input=value)
        if isinstance(value, float) and not value.is_integer():
            raise ValidationError("This must be a whole number; amounts are in minor units.")
        whole: int = super()._deserialize(value, attr, data, **kwargs)
        return whole


def _check_year(value: date) -> None:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(f"The year must be between {FIRST_YEAR} and {LAST_YEAR}.")


class Day(fields.Date):
    """A day within a year that can be meant."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> date:
        day: date = super()._deserialize(value, attr, data, **kwargs)
        _check_year(day)
        return day


class Instant(fields.AwareDateTime):
    """An instant with its zone, within a year that can be meant; handed on in UTC."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> datetime:
        instant: datetime = super()._deserialize(value, attr, data, **kwargs)
        _check_year(instant)
        return instant.astimezone(UTC)


class LocalTime(fields.NaiveDateTime):
    """A clock time without a zone, within a year that can be meant."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> datetime:
        local: datetime = super()._deserialize(value, attr, data, **kwargs)
        if local.tzinfo is not None:
            raise ValidationError("A local time carries no zone.")
        _check_year(local)
        return local
