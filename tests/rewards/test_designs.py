"""Owners design how people are rewarded: part by part, tried, published once; what was published never changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from marketplace.businesses import queries, service_schemes
from marketplace.businesses.guards import FIXED
from marketplace.businesses.models import SchemeVersion
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.gigs.models import Gig
from marketplace.rewards import designs, service_designs
from marketplace.rewards.models import Earning
from marketplace.rewards.part_fields import ICONS, asked, folded, part_of, values_of
from marketplace.rewards.treasury.designs import checked
from marketplace.trust.models import Notification
from payouts.schemes import evaluate, facts_from_document, scheme_from_document
from tests.gigs.worlds import World, make_fan, make_world, paid_scheme
from tests.rewards.worlds import browse_as, complete, world_at_work

BASE = "/desk/anil/programmes/{}/rewards"


@pytest.fixture
def world(site: Flask) -> World:
    """The shop with its programme and one member."""

    def make() -> World:
        made = make_world()
        make_fan(made, "Ana")
        return made

    return edge.write(make)


@pytest.fixture
def desk(site: Flask, world: World) -> Iterator[FlaskClient]:
    """The owner's browser."""
    return browse_as(site, world.owner)


def base(world: World) -> str:
    return BASE.format(world.programme.public_id)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


def draft(world: World) -> SchemeVersion:
    found = queries.draft_scheme(world.programme)
    assert found is not None
    return found


def begin(world: World) -> None:
    edge.write(lambda: service_schemes.start_draft(world.programme, world.owner, clock.now()))


def change(world: World, part: dict[str, Any]) -> None:
    edge.write(lambda: service_designs.put_part(draft(world), part, world.owner, clock.now()))


def mark_tried(world: World) -> None:
    edge.write(lambda: service_schemes.mark_tried(draft(world), world.owner, clock.now()))


GIG = {"code": "per_gig", "type": "per_gig", "amount_minor": 450, "funded_by": "budget"}


def test_an_owner_designs_tries_out_and_publishes(world: World, desk: FlaskClient) -> None:
    here = base(world)
    assert "Version 1" in text(desk.get(here))
    assert desk.post(f"{here}/drafts").status_code == 303
    answer = desk.post(
        f"{here}/draft/parts/new/bonus",
        data={"when": "peak", "amount": "12.5", "measure": "percent", "funded_by": "budget", "label_en": "Rush", "cap_period": "month"},
    )  # fmt: skip
    assert answer.status_code == 303
    page = text(desk.get(f"{here}/draft"))
    assert "Rush" in page
    assert "12.5% on top of the pay for the work, at busy times" in page
    assert desk.post(f"{here}/draft/tries").status_code == 303
    page = text(desk.get(f"{here}/draft/tryout"))
    assert "What each part costs" in page
    assert "made-up month" in page
    assert "Everybody" in page, "what it costs now, beside what it would cost"
    page = text(desk.get(f"{here}/draft/publication"))
    assert "1 member is told" in page
    seen = re.search(r'name="seen"[^>]*value="(\w{32})"', page)
    assert seen is not None
    version = re.search(r"versions/(sch_\w+)/publication", page)
    assert version is not None
    address, data = f"{here}/versions/{version[1]}/publication", {"seen": seen[1]}
    assert "1 member has been told." in text(desk.post(address, data=data, follow_redirects=True))
    assert edge.read(lambda: queries.published_scheme(world.programme).version) == 2

    again = desk.post(address, data=data)
    assert again.status_code == 409
    assert "This was published already, as version 2" in text(again)
    states = edge.read(lambda: [(v.version, v.state) for v in queries.promised_schemes(world.programme)])
    assert states == [(2, "published"), (1, "retired")]
    told = edge.read(
        lambda: db.session.scalars(sa.select(Notification).where(Notification.code == "rewards.terms")).all()
    )
    assert [n.path for n in told] == [f"/programmes/{world.programme.public_id}/rewards"]
    page = text(desk.get(told[0].path))
    assert "Rush: New: 12.5% on top of the pay for the work, at busy times" in page


def test_volunteers_are_told_of_no_pay_an_hour(site: Flask) -> None:
    perk = {"code": "bus", "type": "perk", "cap_minor": 700, "funded_by": "budget"}
    document = paid_scheme(terms="volunteer_with_perks", components=[perk], choices=[])

    def make() -> World:
        made = make_world(document=document)
        made.programme.terms = "volunteer_with_perks"
        make_fan(made, "Ana")
        return made

    world = edge.write(make)
    begin(world)
    change(world, {"code": "lunch", "type": "perk", "cap_minor": 900, "funded_by": "budget"})
    page = text(browse_as(site, world.owner).get(f"{base(world)}/draft/tryout"))
    assert "What each part costs" in page
    assert "Net an hour" not in page


def test_a_part_is_shown_in_the_example_before_it_is_put_in(world: World, desk: FlaskClient) -> None:
    begin(world)
    address = f"{base(world)}/draft/parts/new/per_gig?preview=1&amount=4.50&funded_by=budget&cap_period=month"
    page = text(desk.get(address))
    assert re.search(r"For the gig ?</dt> ?<dd class=.lines__amount.>€4.50", page)
    assert edge.read(lambda: draft(world).document) == paid_scheme()


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("per_gig", {"amount": ""}, "Please give an amount."),
        ("per_gig", {"amount": "-1"}, "Please give an amount above zero."),
        ("per_gig", {"amount": "much"}, "Please give a number, such as 25."),
        ("bonus", {"when": "streak", "amount": "1", "measure": "amount"}, "Please say how many."),
        (
            "bonus",
            {"when": "rating", "when_number": "9", "amount": "1", "measure": "amount"},
            "Stars go from 1 to 5.",
        ),
        ("bonus", {"when": "peak", "amount": "101", "measure": "percent"}, "between 0.01 and 100"),
        ("overrun", {"amount": "5"}, "Please give a number."),
        ("points", {"points": "0"}, "between 1 and"),
        ("share_of_price", {"percent": "100.5"}, "between 0.01 and 100"),
        ("share_of_price", {"percent": "12.345"}, "at most two decimals"),
        ("per_gig", {"amount": "1.005"}, "at most 2 decimals, such as 25.00"),
        ("bonus", {"when": "rating", "when_number": "4.55", "amount": "1"}, "fewer decimals"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_changes(
    world: World, desk: FlaskClient, kind: str, data: dict[str, str], words: str
) -> None:
    begin(world)
    funded = {"funded_by": "booking" if kind == "share_of_price" else "budget", "cap_period": "month"}
    answer = desk.post(f"{base(world)}/draft/parts/new/{kind}", data=funded | data)
    assert answer.status_code == 422
    assert words in text(answer)
    assert edge.read(lambda: draft(world).document) == paid_scheme()


def test_parts_are_changed_moved_and_taken_out(world: World, desk: FlaskClient) -> None:
    begin(world)
    change(world, GIG)
    here = f"{base(world)}/draft/parts"
    desk.post(f"{here}/per_gig/rise")
    codes = edge.read(lambda: [c["code"] for c in draft(world).document["components"]])
    assert codes.index("per_gig") == len(codes) - 2
    desk.post(
        f"{here}/per_gig", data={"amount": "5", "funded_by": "budget", "cap_period": "month", "cap_fan": "50"}
    )
    found = edge.read(lambda: designs.part_in(draft(world).document, "per_gig"))
    assert found == GIG | {"amount_minor": 500, "cap_fan_minor": 5000}
    desk.post(f"{here}/per_gig/removal")
    assert edge.read(lambda: draft(world).document) == paid_scheme()
    assert desk.post(f"{here}/per_gig/removal").status_code == 404


def test_the_ways_to_take_the_pay_are_chosen(world: World, desk: FlaskClient) -> None:
    begin(world)
    answer = desk.post(
        f"{base(world)}/draft/whole",
        data={"store_credit": "1000", "discount_code": "no", "donation": "0", "causes": "School, River, School",
              "perk": "no", "hold_hours": "48", "fee": "5"},
    )  # fmt: skip
    assert answer.status_code == 303
    document = edge.read(lambda: draft(world).document)
    assert document["choices"] == [
        {"kind": "money"}, {"kind": "store_credit", "bonus_bps": 1000}, {"kind": "donation", "causes": ["School", "River"]},
    ]  # fmt: skip
    assert (document["hold_hours"], document["platform_fee_bps"]) == (48, 500)
    wrong = {
        "store_credit": "no",
        "discount_code": "no",
        "donation": "0",
        "perk": "no",
        "hold_hours": "48",
        "causes": "",
    }
    refused = desk.post(f"{base(world)}/draft/whole", data=wrong)
    assert refused.status_code == 422
    assert "Please name at least one cause" in refused.text


@pytest.mark.parametrize("kind", sorted(ICONS))
def test_what_a_form_shows_is_what_it_saves(kind: str) -> None:
    full: dict[str, dict[str, Any]] = {
        "share_of_price": {"rate_bps": 1250, "funded_by": "booking"},
        "bonus": {"rate_bps": 1550, "when": [{"fact": "rating_tenths", "op": "gte", "value": 45}]},
        "overrun": {"amount_minor": 700, "minutes_free": 5, "minutes_max": 40},
        "waiting": {"amount_minor": 700, "minutes_max": 40},
        "perk": {"cap_minor": 900, "needs_receipt": True, "claim_days": 14},
        "points": {"points": 7, "cap_fan_minor": 70},
    }
    before = {"code": "x", "type": kind, "funded_by": "budget", "labels": {"es": "Así"}} | full.get(
        kind, {"amount_minor": 999}
    )
    assert set(values_of(before, "EUR")) >= {*asked(kind), *folded(kind)}
    assert part_of(kind, "x", values_of(before, "EUR"), "EUR", before) == before
    assert checked(paid_scheme() | {"components": [before]})


def test_conditions_that_no_field_shows_are_kept() -> None:
    when = [{"fact": "streak", "op": "in", "value": [5, 10]}, {"fact": "guests", "op": "lt", "value": 4}]
    before = {"code": "x", "type": "bonus", "amount_minor": 100, "funded_by": "budget", "when": when}
    shown = values_of(before, "EUR")
    assert shown["when"] == "kept"
    assert part_of("bonus", "x", shown, "EUR", before) == before
    changed = part_of("bonus", "x", shown | {"when": "peak"}, "EUR", before)
    assert changed["when"] == [{"fact": "is_peak", "op": "eq", "value": True}, when[1]]


def test_there_is_one_draft_at_a_time(world: World) -> None:
    first = edge.write(lambda: service_schemes.start_draft(world.programme, world.owner, clock.now()).version)
    assert (
        edge.write(lambda: service_schemes.start_draft(world.programme, world.owner, clock.now()).version)
        == first
    )
    with pytest.raises(IntegrityError):
        edge.write(
            lambda: (
                db.session.add(
                    SchemeVersion(programme_id=world.programme.id, version=9, state="tried", document={})
                )
                or db.session.flush()
            )
        )


def test_only_what_was_tried_and_seen_is_published(world: World) -> None:
    begin(world)

    def publish(seen: str) -> None:
        edge.write(lambda: service_designs.publish(draft(world), seen, world.owner, clock.now()))

    digest = edge.read(lambda: service_schemes.digest(draft(world).document))
    with pytest.raises(Refused, match="scheme_untried"):
        publish(digest)
    mark_tried(world)
    change(world, GIG)
    with pytest.raises(Refused, match="scheme_changed"):
        publish(digest)
    assert edge.read(lambda: draft(world).state) == "draft"
    assert edge.read(lambda: queries.published_scheme(world.programme).version) == 1


def test_a_published_version_takes_no_change_any_more(world: World) -> None:
    published = edge.read(lambda: queries.published_scheme(world.programme))
    for act in (
        lambda: service_designs.put_part(published, GIG, world.owner, clock.now()),
        lambda: service_schemes.mark_tried(published, world.owner, clock.now()),
        lambda: service_schemes.discard_draft(published, world.owner, clock.now()),
    ):
        with pytest.raises(Refused, match="scheme_published"):
            edge.write(act)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE scheme_version SET document = '{}'",
        "UPDATE scheme_version SET version = 7",
        "UPDATE scheme_version SET published_at = NULL",
        "UPDATE scheme_version SET state = 'draft'",
        "UPDATE scheme_version SET state = 'tried'",
        "DELETE FROM scheme_version",
    ],
)
def test_the_database_keeps_what_was_published(world: World, attack: str) -> None:
    with pytest.raises(Exception, match=FIXED):
        edge.write(lambda: db.session.execute(sa.text(attack)))
    edge.write(lambda: db.session.execute(sa.text("UPDATE scheme_version SET state = 'retired'")))
    with pytest.raises(Exception, match=FIXED):
        edge.write(lambda: db.session.execute(sa.text("UPDATE scheme_version SET state = 'published'")))


def test_gigs_and_offers_keep_the_version_they_were_made_under(site: Flask) -> None:
    world, assignment = world_at_work()
    begin(world)
    change(world, GIG)
    mark_tried(world)
    digest = edge.read(lambda: service_schemes.digest(draft(world).document))
    edge.write(lambda: service_designs.publish(draft(world), digest, world.owner, clock.now()))
    complete(assignment)
    kept = edge.read(lambda: db.session.scalars(sa.select(Gig)).one().scheme_version)
    assert (kept.version, kept.state) == (1, "retired")
    earning = edge.read(lambda: db.session.scalars(sa.select(Earning)).one())
    assert [line["code"] for line in earning.evaluation["lines"]] == [
        line["code"] for line in _replayed(kept, earning)
    ]
    assert _replayed(kept, earning) == [
        {name: line[name] for name in ("code", "type", "amount_minor", "currency", "params", "funded_by")}
        for line in earning.evaluation["lines"]
    ]


def _replayed(version: SchemeVersion, earning: Earning) -> list[dict[str, Any]]:
    """What the stored facts give under the stored version."""
    scheme = scheme_from_document(version.document)
    lines: list[dict[str, Any]] = evaluate(
        scheme, facts_from_document(earning.evaluation["facts"])
    ).to_document()["lines"]
    return lines


def test_another_business_finds_nothing(site: Flask, world: World) -> None:
    begin(world)
    other = edge.write(lambda: make_world(slug="other"))
    desk = browse_as(site, other.owner)
    ref = edge.read(lambda: draft(world).public_id)
    for address in (base(world), f"/desk/other/programmes/{world.programme.public_id}/rewards"):
        assert desk.get(address).status_code == 404
    answer = desk.post(
        f"/desk/other/programmes/{other.programme.public_id}/rewards/versions/{ref}/publication",
        data={"seen": "x" * 32},
    )
    assert answer.status_code == 404
    with pytest.raises(NotFound):
        edge.read(lambda: queries.scheme_version_of(other.programme, ref))


def test_shares_beyond_the_price_are_refused_in_words(world: World) -> None:
    with pytest.raises(Invalid, match="scheme_shares"):
        checked(
            paid_scheme()
            | {
                "platform_fee_bps": 1,
                "components": [{"code": "s", "type": "share_of_price", "rate_bps": 10_000}],
            }
        )
