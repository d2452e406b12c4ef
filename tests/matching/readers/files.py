"""Small own instances in the formats of others."""

from __future__ import annotations

SOLOMON = """little

VEHICLE
NUMBER     CAPACITY
  3          10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0          0          0          0        200          0
    1      3          4          4          0        100         10
    2      6          8          4          0        100         10
    3     -3          4          4         50         90         10
    4     -6          8          6          0        100         10
"""
"""Four customers on two rays, so that two vehicles (1, 2 and 3, 4) travel 20 each."""

LILIM = """3\t10\t1
0\t0\t0\t0\t0\t200\t0\t0\t0
1\t3\t4\t4\t0\t100\t10\t0\t2
2\t6\t8\t-4\t0\t100\t10\t1\t0
3\t-3\t4\t6\t0\t90\t10\t0\t4
4\t-6\t8\t-6\t0\t100\t10\t3\t0
"""
"""Two shipments on two rays."""

WORKERS = """id,lat,lon,radius,from,until,capacity
ada,52.370,4.895,5000,2026-12-05T08:00:00Z,2026-12-05T18:00:00Z,1
bo,52.370,4.900,5000,2026-12-05T08:00:00Z,2026-12-05T12:00:00Z,2
"""

TASKS = """id,lat,lon,from,until,value
coffee,52.371,4.896,2026-12-05T09:00:00Z,2026-12-05T10:00:00Z,30
walk,52.372,4.899,2026-12-05T14:00:00Z,2026-12-05T15:00:00Z,20
late,52.372,4.899,2026-12-05T19:00:00Z,2026-12-05T20:00:00Z,90
talk,52.369,4.890,2026-12-05T11:00:00Z,2026-12-05T12:00:00Z,10
"""
"""The best is coffee and talk for bo, walk for ada; nobody is there for the late one."""


def swapped(text: str, old: str, new: str) -> bytes:
    """A text with one passage replaced, which must be there."""
    assert old in text
    return text.replace(old, new, 1).encode()
