"""Uploads: bytes first and row with the commit, seen by those who may, swept when orphaned, erased when asked."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace import create_app
from marketplace.core import edge, jobs
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound
from marketplace.identity.models import Identity
from marketplace.trust import object_store, uploads
from marketplace.trust.models import Upload
from marketplace.trust.service_cases import open_case
from tests.conftest import NOON, settings_for
from tests.trust.photos import PDF, jpeg
from tests.trust.s3_server import bucket
from tests.trust.worlds import BOOKING, World


def kept(
    owner: Identity | None, *, is_private: bool = True, business_ref: str | None = None, data: bytes = b""
) -> Upload:
    prepared = uploads.prepare_evidence(io.BytesIO(data or jpeg()))
    return edge.write(
        lambda: uploads.store(
            prepared,
            owner=owner,
            purpose="evidence",
            is_private=is_private,
            business_ref=business_ref,
            at=NOON,
        )
    )


def may_see(upload: Upload, identity: Identity | None) -> bool:
    try:
        return edge.read(lambda: uploads.visible(upload.public_id, lambda: identity)).id == upload.id
    except NotFound:
        return False


def test_a_photo_is_kept_in_two_sizes(shop: World) -> None:
    upload = kept(shop.ben, data=jpeg(2000, 1000))

    assert (upload.media_type, upload.width_px, upload.height_px) == ("image/webp", 1600, 800)
    large, small = uploads.bytes_of(upload), uploads.bytes_of(upload, small=True)
    assert len(small) < len(large) == upload.size_bytes
    assert small[8:12] == large[8:12] == b"WEBP"


def test_the_address_does_not_tell_the_key(shop: World) -> None:
    upload = kept(shop.ben)

    assert upload.public_id.removeprefix("upl_") not in upload.key


def test_a_pdf_is_kept_as_it_is_and_only_in_private(shop: World) -> None:
    upload = kept(shop.ben, data=PDF)

    assert (upload.media_type, uploads.bytes_of(upload)) == ("application/pdf", PDF)
    assert uploads.bytes_of(upload, small=True) == PDF
    with pytest.raises(Invalid):
        kept(shop.ben, is_private=False, data=PDF)
    with pytest.raises(Invalid):
        uploads.prepare_image(io.BytesIO(PDF))


def test_public_is_for_everybody_and_private_for_owner_and_staff(world: World) -> None:
    public, private = kept(world.ben, is_private=False), kept(world.ben, business_ref=world.ref)

    assert all(may_see(public, person) for person in (None, world.eve))
    assert all(may_see(private, person) for person in (world.ben, world.sue))
    assert not any(may_see(private, person) for person in (None, world.eve, world.ana))


def test_both_sides_of_a_case_see_its_evidence(world: World) -> None:
    evidence = kept(world.ana)
    assert not may_see(evidence, world.ben)

    edge.write(
        lambda: open_case(
            business_ref=world.ref, kind="dispute", subject=BOOKING, opened_by=world.ana, against=world.ben,
            title="Fog walk", text="See the photo.", upload=evidence, at=NOON,
        )
    )  # fmt: skip

    assert may_see(evidence, world.ben)
    assert not may_see(evidence, world.eve)


def test_preparing_lets_go_of_the_transaction_and_never_after_a_write(world: World) -> None:
    def write_then_prepare() -> None:
        db.session.add(
            Upload(purpose="x", is_private=False, key="k", media_type="m", size_bytes=1, created_at=NOON)
        )
        uploads.prepare_image(io.BytesIO(jpeg()))

    def prepare_first() -> bool:
        db.session.scalar(sa.select(Identity.id).limit(1))
        uploads.prepare_image(io.BytesIO(jpeg()))
        return db.session().in_transaction()

    with pytest.raises(RuntimeError, match="before the first write"):
        edge.write(write_then_prepare)
    assert edge.write(prepare_first) is False


def test_bytes_whose_row_never_committed_are_swept_after_a_day(world: World, clock: SteppedClock) -> None:
    upload = kept(world.ben)
    orphan = uploads.prepare_image(io.BytesIO(jpeg()))
    clock.move_to(datetime.now(UTC))

    jobs.run_due(clock.now())
    assert object_store.get(orphan.key) is not None  # a form may still be in flight

    jobs.run_due(clock.advance(hours=25))
    assert object_store.get(orphan.key) is None
    assert object_store.get(uploads.small_key(orphan.key)) is None
    assert uploads.bytes_of(upload)
    assert uploads.bytes_of(upload, small=True)


def test_erasing_forgets_row_and_bytes(world: World, clock: SteppedClock) -> None:
    upload = kept(world.ben)
    logo = kept(world.ben, is_private=False, business_ref=world.ref)

    edge.write(lambda: uploads.erase_for(world.ben, clock.now()))
    assert not may_see(upload, world.ben)
    assert object_store.get(upload.key) is not None  # until the commit is certain
    jobs.run_due(clock.now())
    jobs.run_due(clock.advance(minutes=1))

    assert object_store.get(upload.key) is None
    assert object_store.get(uploads.small_key(upload.key)) is None
    assert may_see(logo, None)  # it belongs to the shop


def test_evidence_of_a_running_case_outlives_its_owner_s_leaving(world: World, clock: SteppedClock) -> None:
    evidence = kept(world.ana)
    edge.write(
        lambda: open_case(
            business_ref=world.ref, kind="dispute", subject=BOOKING, opened_by=world.ana, against=world.ben,
            title="Fog walk", text="See the photo.", upload=evidence, at=NOON,
        )
    )  # fmt: skip

    edge.write(lambda: uploads.erase_for(world.ana, clock.now()))

    assert may_see(evidence, world.ben)


def test_a_backup_takes_out_and_puts_back_every_object(shop: World) -> None:
    upload = kept(shop.ben)
    saved = dict(uploads.every_object())
    assert set(saved) == {upload.key, uploads.small_key(upload.key)}

    object_store.delete(upload.key)
    with pytest.raises(NotFound):
        uploads.bytes_of(upload)
    for key, data in saved.items():
        uploads.put_object(key, data)

    assert uploads.bytes_of(upload) == saved[upload.key]


def test_a_store_by_setting_works_the_same(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bucket() as (address, objects):
        for name, value in {
            "AWS_ENDPOINT_URL": address, "AWS_ALLOW_HTTP": "true", "AWS_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret",
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        clock = SteppedClock(NOON)
        app: Flask = create_app(settings_for(sqlite_url, tmp_path, uploads_url="s3://photos/muster"), clock)
        with app.app_context():
            upload = kept(None, is_private=False)
            orphan = uploads.prepare_image(io.BytesIO(jpeg()))
            assert all(key.startswith("muster/files/") for key in objects)
            assert uploads.bytes_of(upload).startswith(b"RIFF")
            assert object_store.get("files/missing.webp") is None

            jobs.run_due(NOON + timedelta(days=1))
            assert set(dict(uploads.every_object())) == {upload.key, uploads.small_key(upload.key)}
            assert f"muster/{orphan.key}" not in objects
            edge.write(lambda: uploads.erase(db.session.merge(upload), NOON))
            jobs.run_due(NOON + timedelta(days=1, minutes=1))
            assert objects == {}
            db.session.remove()
            db.engine.dispose()


def test_no_setting_means_a_folder_beside_the_database(sqlite_url: str, tmp_path: Path) -> None:
    app = create_app(settings_for(sqlite_url, tmp_path, uploads_url=""), SteppedClock(NOON))
    with app.app_context():
        prepared = uploads.prepare_image(io.BytesIO(jpeg()))
        assert (tmp_path / "uploads" / prepared.key).is_file()
        db.engine.dispose()
