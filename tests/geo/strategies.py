"""Points and radii that property tests of the geo area draw from, and the exact distance they compare with."""

from __future__ import annotations

from geopy.distance import geodesic
from hypothesis import strategies as st

latitudes = st.floats(-90, 90, allow_nan=False)
longitudes = st.floats(-180, 180, allow_nan=False)
points = st.tuples(latitudes, longitudes)
inhabited = st.tuples(st.floats(-60, 72), longitudes)
radii_m = st.floats(0, 60_000)


@st.composite
def points_near(
    draw: st.DrawFn, reach_degrees: float = 0.6
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Two points within about the reach, anywhere, date line and poles included."""
    lat, lon = draw(points)
    other_lat = max(-90.0, min(90.0, lat + draw(st.floats(-reach_degrees, reach_degrees))))
    other_lon = lon + draw(st.floats(-reach_degrees, reach_degrees)) * draw(st.sampled_from([1, 1, 5, 40]))
    return (lat, lon), (other_lat, (other_lon + 180) % 360 - 180)


def geodesic_m(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Distance in metres on the ellipsoid."""
    return float(geodesic(start, end).m)
