from marketplace.geo.distance import Box
from marketplace.geo.landmarks import CITIES, LANDMARK, STATION
from marketplace.geo.sketches import SAN_FRANCISCO, SKETCHES, Line, sketch_for


def lies_in(ring: Line, lat: float, lon: float) -> bool:
    """Whether a point lies inside a closed line, by counting the sides it crosses."""
    inside = False
    for (a_lat, a_lon), (b_lat, b_lon) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (a_lat > lat) != (b_lat > lat) and lon < (b_lon - a_lon) * (lat - a_lat) / (b_lat - a_lat) + a_lon:
            inside = not inside
    return inside


def test_nothing_we_name_stands_in_the_water() -> None:
    for sketch, city in zip(SKETCHES, CITIES, strict=True):
        assert sketch.code == city.code
        for place in city.places:
            for water in sketch.water + sketch.ponds:
                assert not lies_in(water, place.lat, place.lon), place.name


def test_the_bay_is_wet_and_the_park_is_green() -> None:
    assert any(lies_in(ring, 37.80, -122.36) for ring in SAN_FRANCISCO.water)
    assert any(lies_in(ring, 37.7694, -122.4862) for ring in SAN_FRANCISCO.parks)


def test_every_line_lies_within_its_sketch() -> None:
    for sketch in SKETCHES:
        for line in sketch.water + sketch.parks + sketch.ponds + sketch.canals + sketch.streets:
            assert all(sketch.box.holds(point) for point in line), sketch.code


def test_a_sketch_serves_drawings_it_fills() -> None:
    for sketch, city in zip(SKETCHES, CITIES, strict=True):
        near = Box(city.lat - 0.05, city.lon - 0.08, city.lat + 0.05, city.lon + 0.08)
        assert sketch_for(near) is sketch
    assert sketch_for(Box(30, -130, 45, -110)) is None
    assert {LANDMARK, STATION} <= {place.kind for city in CITIES for place in city.places}
