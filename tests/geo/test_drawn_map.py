import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.geo.drawn_map import SIZES, MapCircle, MapName, MapPoint, draw_map, draw_places
from marketplace.geo.landmarks import AMSTERDAM, MEXICO_CITY
from tests.geo.strategies import points as any_points

SVG = "{http://www.w3.org/2000/svg}"
STYLES = Path(__file__).parents[2] / "static" / "css"
SHOP = MapPoint(52.3731, 4.8926, "Bookshop", url="/shops/one")


def stops(count: int) -> list[MapPoint]:
    return [MapPoint(p.lat, p.lon, p.name, "stop") for p in MEXICO_CITY.places[:count]]


def of_class(drawing: str, name: str) -> list[ElementTree.Element]:
    found = ElementTree.fromstring(drawing).iter()
    return [element for element in found if name in element.get("class", "").split()]


def test_a_map_is_drawn_for_a_phone_and_for_a_desk_with_a_list() -> None:
    drawn = draw_map([SHOP], title="Where we meet", description="One place near the Dam.", dom_id="meet")

    assert len(drawn.drawings) == len(SIZES) == 2
    for drawing in drawn.drawings:
        root = ElementTree.fromstring(drawing)
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert description is not None
        assert (title.text, description.text) == ("Where we meet", "One place near the Dam.")
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert '<a href="/shops/one">Bookshop</a>' in drawn.places
    ids = re.findall(r' id="([^"]+)"', drawn.figure)
    assert len(ids) == len(set(ids))


def test_pins_are_numbered_as_in_the_list_and_signs_are_not() -> None:
    drawn = draw_map([MapPoint(19.42, -99.16, "Roastery", "start"), *stops(9)], title="Round")

    texts = [element.text for element in of_class(drawn.drawings[0], "map__pin-text")]
    assert texts == [str(n) for n in range(1, 10)]
    assert len(of_class(drawn.drawings[0], "map__sign--start")) == 1
    assert [point["number"] for point in drawn.data["points"]] == ["", *texts]
    assert re.findall(r'map__number">([^<]*)<', drawn.places) == ["", *texts]


def test_pins_never_cover_one_another() -> None:
    crowd = [MapPoint(19.42, -99.16, f"Stop {n}", "stop") for n in range(12)]
    crowd.append(MapPoint(19.46, -99.10, "Far away", "stop"))

    for size, drawing in zip(SIZES, draw_map(crowd, title="Crowd").drawings, strict=True):
        pins = [(float(p.get("cx", "")), float(p.get("cy", ""))) for p in of_class(drawing, "map__pin")]
        for n, one in enumerate(pins):
            assert 0 < one[0] < size.width
            assert 0 < one[1] < size.height
            for other in pins[n + 1 :]:
                assert (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 > (1.8 * size.pin_px) ** 2


def test_very_many_points_become_dots() -> None:
    many = [MapPoint(52.3 + n / 1000, 4.8 + n / 900, f"Fan {n}", "person") for n in range(60)]
    drawn = draw_map(many, title="All")

    assert len(of_class(drawn.drawings[0], "map__dot")) == 60
    assert not of_class(drawn.drawings[0], "map__pin")


def test_a_circle_has_rings_with_their_distances() -> None:
    home = MapPoint(19.45, -99.158, "Home", "home")
    drawn = draw_map([home], title="Reach", circle=MapCircle(19.45, -99.158, 5_000), locale="es")

    texts = [element.text for element in of_class(drawn.drawings[0], "map__ring-text")]
    assert texts == ["2 km", "4 km", "5 km"]
    assert len(of_class(drawn.drawings[0], "map__area")) == 1


def test_a_route_is_drawn_through_its_points_in_order() -> None:
    line = [(p.lat, p.lon) for p in stops(4)]
    (route,) = of_class(draw_map(stops(4), title="Round", route=line).drawings[0], "map__route")

    assert len(re.findall(r"[ML]", route.get("d", ""))) == 4


def test_neighbourhoods_stand_in_the_readers_language() -> None:
    corners = [MapPoint(52.355, 4.86, "a"), MapPoint(52.40, 4.94, "b")]
    english = draw_map(corners, title="t").drawings[0]
    spanish = draw_map(corners, title="t", locale="es").drawings[0]

    assert "Amsterdam Noord" in english
    assert "Ámsterdam Norte" in spanish


def test_a_known_city_has_water_and_elsewhere_has_a_grid() -> None:
    assert of_class(draw_map([SHOP], title="t").drawings[0], "map__canal")
    sydney = draw_map(
        [MapPoint(-33.87, 151.2, "Shop")], title="t", names=[MapName("Sydney", -33.866, 151.203, True)]
    )
    assert of_class(sydney.drawings[0], "map__grid")
    assert "Sydney" in sydney.drawings[0]


def test_what_people_write_is_escaped() -> None:
    drawn = draw_map(
        [MapPoint(1, 2, "<script>x</script>", detail='"><b>')], title="<i>", description="&", dom_id='"x'
    )

    assert "<script>" not in drawn.figure
    assert "<b>" not in drawn.figure
    assert "<i>" not in drawn.figure
    for drawing in drawn.drawings:
        ElementTree.fromstring(drawing)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", " javascript:x"])
def test_a_pin_never_leads_to_a_script(url: str) -> None:
    with pytest.raises(ValueError, match="script"):
        draw_map([MapPoint(1, 2, "x", url=url)], title="t")


def test_nothing_to_show_and_unknown_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        draw_map([], title="t")
    with pytest.raises(ValueError, match="kind"):
        draw_map([MapPoint(1, 2, "x", "monument")], title="t")


def test_templates_may_hand_over_mappings() -> None:
    places = [
        {"latitude": 52.37, "longitude": 4.89, "label": "Dam", "mark": "1", "href": "/x"},
        {"latitude": 52.38, "longitude": 4.90, "label": "Home", "role": "home"},
        {"latitude": 52.36, "longitude": 4.90, "label": "Plain"},
    ]
    drawn = draw_places(places, title="t", areas=[{"latitude": 52.37, "longitude": 4.89, "radius_m": 900}])

    assert drawn.count("<svg") == 2
    assert "map__sign--home" in drawn
    assert "map__sign--here" in drawn
    assert draw_places([], title="nothing") == ""


@settings(max_examples=60, deadline=None)
@given(st.lists(any_points, min_size=1, max_size=12), st.floats(1, 500_000))
def test_any_points_make_well_formed_drawings(listed: list[tuple[float, float]], radius_m: float) -> None:
    drawn = draw_map(
        [MapPoint(lat, lon, f"{lat:.2f}") for lat, lon in listed],
        title="t",
        route=listed,
        circle=MapCircle(*listed[0], radius_m),
    )

    for drawing in drawn.drawings:
        ElementTree.fromstring(drawing)
        assert "nan" not in drawing
        assert "inf" not in drawing


def test_the_style_sheet_knows_every_class_and_size_of_the_drawing() -> None:
    styles = (STYLES / "drawn-map.css").read_text("utf-8") + (STYLES / "map.css").read_text("utf-8")
    kinds = ["place", "start", "end", "home", "airport", "here", "person", "stop"]
    shown = [MapPoint(52.36 + n / 200, 4.88, "x", kind) for n, kind in enumerate(kinds)]
    drawn = draw_map(
        shown, title="t", route=[(52.36, 4.88), (52.38, 4.9)], circle=MapCircle(52.37, 4.89, 3_000)
    )
    used = {name for names in re.findall(r'class="([^"]+)"', drawn.figure) for name in names.split()}
    plain = {name for name in used if "--" not in name}

    assert plain
    for name in plain:
        assert f".{name}" in styles, name
    for size in SIZES:
        assert f".map__svg--{size.name} text {{ font-size: {size.text_px:g}px; }}" in styles


def test_the_same_map_is_drawn_the_same() -> None:
    shown = [MapPoint(p.lat, p.lon, p.name) for p in AMSTERDAM.places[:14]]

    assert draw_map(shown, title="t").figure == draw_map(shown, title="t").figure
