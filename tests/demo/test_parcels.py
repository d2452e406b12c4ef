from datetime import date, datetime
from random import Random

from marketplace.demo.parcels import parcels
from marketplace.demo.words_businesses import LLUVIA
from marketplace.geo.distance import great_circle_m

TUESDAY = date(2026, 11, 24)


def test_the_same_seed_packs_the_same_parcels() -> None:
    assert list(parcels(Random(1), 40, TUESDAY)) == list(parcels(Random(1), 40, TUESDAY))


def test_parcels_go_to_houses_near_the_roaster() -> None:
    packed = list(parcels(Random(1), 200, TUESDAY))

    assert len({parcel.address for parcel in packed}) == 200
    for parcel in packed:
        assert parcel.address.endswith("Ciudad de México")
        assert great_circle_m((LLUVIA.lat, LLUVIA.lon), (parcel.lat, parcel.lon)) < 7_000
        assert 1 <= parcel.litres <= 20
        assert parcel.recipient_phone.startswith("+52 55 0000 ")


def test_times_asked_for_are_on_the_day_and_long_enough_to_keep() -> None:
    asked = [parcel for parcel in parcels(Random(2), 200, TUESDAY) if parcel.opens_local]

    assert 80 < len(asked) < 180
    for parcel in asked:
        assert parcel.closes_local is not None
        opens, closes = (datetime.fromisoformat(at) for at in (str(parcel.opens_local), parcel.closes_local))
        assert opens.date() == closes.date() == TUESDAY
        assert (closes - opens).total_seconds() >= 3 * 3600


def test_any_number_of_parcels_can_be_packed() -> None:
    assert sum(1 for _ in parcels(Random(3), 5_000, TUESDAY)) == 5_000
    assert list(parcels(Random(3), 0, TUESDAY)) == []
