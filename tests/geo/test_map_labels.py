import math

from hypothesis import given
from hypothesis import strategies as st

from marketplace.geo.map_labels import Rect, label_beside, label_on, spread

spots = st.lists(st.tuples(st.floats(0, 400), st.floats(0, 400)), min_size=1, max_size=15)


@given(spots)
def test_heads_stay_inside_and_apart(anchors: list[tuple[float, float]]) -> None:
    heads = spread(anchors, 12, 400, 400)

    assert all(12 <= x <= 388 and 12 <= y <= 388 for x, y in heads)
    for n, one in enumerate(heads):
        for other in heads[n + 1 :]:
            assert math.dist(one, other) > 12


def test_heads_that_have_room_stay_where_they_are() -> None:
    anchors = [(50.0, 50.0), (200.0, 60.0)]

    assert spread(anchors, 12, 400, 400) == anchors


def test_a_label_takes_the_first_free_side() -> None:
    frame = (200.0, 100.0)
    right = label_beside((50, 50), 10, 60, 14, [], frame)
    left = label_beside((150, 50), 10, 60, 14, [], frame)
    below = label_beside((100, 50), 10, 120, 14, [], frame)

    assert right is not None
    assert left is not None
    assert below is not None
    assert (right.anchor, left.anchor, below.anchor) == ("start", "end", "middle")
    assert label_beside((100, 50), 10, 500, 14, [], frame) is None


def test_a_label_gives_way_to_what_is_there() -> None:
    assert label_on((50, 50), 40, 14, [], (100, 100)) is not None
    assert label_on((50, 50), 40, 14, [Rect(60, 40, 90, 60)], (100, 100)) is None
