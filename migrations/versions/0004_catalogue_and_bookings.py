"""Listings, sessions, bookings, requests, parcels and vouchers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Step up."""
    op.create_table(
        "voucher",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("programme_ref", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("perk", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("cap_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("redeemed_at", INSTANT, nullable=True),
        sa.Column("redeemed_minor", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["identity_id"], ["identity.id"], name=op.f("fk_voucher_identity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher")),
        sa.UniqueConstraint("code", name=op.f("uq_voucher_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_voucher_public_id")),
    )
    op.create_index(op.f("ix_voucher_identity_id"), "voucher", ["identity_id"], unique=False)
    op.create_index(op.f("ix_voucher_programme_ref"), "voucher", ["programme_ref"], unique=False)
    op.create_index(op.f("ix_voucher_subject"), "voucher", ["subject"], unique=False)
    op.create_table(
        "experience",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("business_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("summary", sa.String(length=240), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("translations", DOCUMENT, nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("meeting_point", sa.String(length=160), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("cell", sa.String(length=24), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("guests_min", sa.Integer(), nullable=False),
        sa.Column("guests_max", sa.Integer(), nullable=False),
        sa.Column("cutoff_hours", sa.Integer(), nullable=False),
        sa.Column("languages", DOCUMENT, nullable=False),
        sa.Column("skills", DOCUMENT, nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("price_per", sa.String(length=8), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("guests_min >= 1 AND guests_max >= guests_min", name=op.f("ck_experience_guests")),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_experience_price")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("fk_experience_business_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["host_id"], ["superfan.id"], name=op.f("fk_experience_host_id")),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["upload.id"], name=op.f("fk_experience_photo_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_experience_programme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experience")),
        sa.UniqueConstraint("business_id", "slug", name=op.f("uq_experience_business_id_slug")),
        sa.UniqueConstraint("public_id", name=op.f("uq_experience_public_id")),
    )
    op.create_index(op.f("ix_experience_business_id"), "experience", ["business_id"], unique=False)
    op.create_index(op.f("ix_experience_cell"), "experience", ["cell"], unique=False)
    op.create_index(op.f("ix_experience_city"), "experience", ["city"], unique=False)
    op.create_index(op.f("ix_experience_programme_id"), "experience", ["programme_id"], unique=False)
    op.create_table(
        "journey_template",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("business_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("summary", sa.String(length=240), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("translations", DOCUMENT, nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("guests_max", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("stages", DOCUMENT, nullable=False),
        sa.Column("stays", DOCUMENT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("fk_journey_template_business_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["upload.id"], name=op.f("fk_journey_template_photo_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_journey_template_programme_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journey_template")),
        sa.UniqueConstraint("business_id", "slug", name=op.f("uq_journey_template_business_id_slug")),
        sa.UniqueConstraint("public_id", name=op.f("uq_journey_template_public_id")),
    )
    op.create_index(
        op.f("ix_journey_template_business_id"), "journey_template", ["business_id"], unique=False
    )
    op.create_index(op.f("ix_journey_template_city"), "journey_template", ["city"], unique=False)
    op.create_table(
        "pickup_point",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("circle_m", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_pickup_point_programme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pickup_point")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pickup_point_public_id")),
    )
    op.create_index(op.f("ix_pickup_point_programme_id"), "pickup_point", ["programme_id"], unique=False)
    op.create_table(
        "request",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("business_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("wanted_language", sa.String(length=8), nullable=False),
        sa.Column("party", sa.Integer(), nullable=False),
        sa.Column("starts_local", sa.String(length=19), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("place_name", sa.String(length=160), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("skills", DOCUMENT, nullable=False),
        sa.Column("interests", DOCUMENT, nullable=False),
        sa.Column("budget_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("detail", DOCUMENT, nullable=False),
        sa.Column("people_max", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("answer_by_at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("fk_request_business_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["identity.id"], name=op.f("fk_request_customer_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_request_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_request_public_id")),
    )
    op.create_index(op.f("ix_request_business_id"), "request", ["business_id"], unique=False)
    op.create_index(op.f("ix_request_customer_id"), "request", ["customer_id"], unique=False)
    op.create_table(
        "proposal",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("fan_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reasons", DOCUMENT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["fan_id"], ["superfan.id"], name=op.f("fk_proposal_fan_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_proposal_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_proposal_public_id")),
        sa.UniqueConstraint("request_id", "fan_id", name=op.f("uq_proposal_request_id_fan_id")),
    )
    op.create_table(
        "parcel",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("pickup_point_id", sa.Integer(), nullable=False),
        sa.Column("gig_id", sa.Integer(), nullable=True),
        sa.Column("stop_number", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("recipient_name", sa.String(length=80), nullable=False),
        sa.Column("recipient_phone", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("litres", sa.Integer(), nullable=False),
        sa.Column("opens_at", INSTANT, nullable=True),
        sa.Column("closes_at", INSTANT, nullable=True),
        sa.Column("expected_at", INSTANT, nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("delivery_code", sa.String(length=8), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["gig_id"], ["gig.id"], name=op.f("fk_parcel_gig_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["pickup_point_id"], ["pickup_point.id"], name=op.f("fk_parcel_pickup_point_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_parcel_programme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel")),
        sa.UniqueConstraint("public_id", name=op.f("uq_parcel_public_id")),
    )
    op.create_index(op.f("ix_parcel_gig_id"), "parcel", ["gig_id"], unique=False)
    op.create_index(op.f("ix_parcel_programme_id"), "parcel", ["programme_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("experience_id", sa.Integer(), nullable=False),
        sa.Column("gig_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("starts_local", sa.String(length=19), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("guests_max", sa.Integer(), nullable=False),
        sa.Column("guests_booked", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "guests_booked >= 0 AND guests_booked <= guests_max", name=op.f("ck_session_guests")
        ),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["experience.id"], name=op.f("fk_session_experience_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["gig_id"], ["gig.id"], name=op.f("fk_session_gig_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("gig_id", name=op.f("uq_session_gig_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_session_public_id")),
    )
    op.create_index(op.f("ix_session_experience_id"), "session", ["experience_id"], unique=False)
    op.create_index("ix_session_search", "session", ["state", "starts_at"], unique=False)
    op.create_table(
        "booking",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("business_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("party", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("tip_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("template_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("cancellation_policy", DOCUMENT, nullable=False),
        sa.Column("detail", DOCUMENT, nullable=False),
        sa.Column("booked_at", INSTANT, nullable=False),
        sa.Column("confirm_by_at", INSTANT, nullable=True),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.Column("completed_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("party >= 1", name=op.f("ck_booking_party")),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_booking_price")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("fk_booking_business_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["identity.id"], name=op.f("fk_booking_customer_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_booking_programme_id")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_booking_request_id")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_booking_session_id")),
        sa.ForeignKeyConstraint(
            ["template_id"], ["journey_template.id"], name=op.f("fk_booking_template_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("public_id", name=op.f("uq_booking_public_id")),
    )
    op.create_index(op.f("ix_booking_business_id"), "booking", ["business_id"], unique=False)
    op.create_index(op.f("ix_booking_customer_id"), "booking", ["customer_id"], unique=False)
    op.create_index(op.f("ix_booking_session_id"), "booking", ["session_id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("captured_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("provider_ref", sa.String(length=64), nullable=True),
        sa.Column("next_step", DOCUMENT, nullable=True),
        sa.Column("refusal", sa.String(length=64), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("capture_before_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_payment_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_payment_public_id")),
    )
    op.create_index(op.f("ix_payment_booking_id"), "payment", ["booking_id"], unique=False)
    op.create_index(op.f("ix_payment_provider_ref"), "payment", ["provider_ref"], unique=False)


def downgrade() -> None:
    """Step down."""
    op.drop_index(op.f("ix_payment_provider_ref"), table_name="payment")
    op.drop_index(op.f("ix_payment_booking_id"), table_name="payment")
    op.drop_table("payment")
    op.drop_index(op.f("ix_booking_session_id"), table_name="booking")
    op.drop_index(op.f("ix_booking_customer_id"), table_name="booking")
    op.drop_index(op.f("ix_booking_business_id"), table_name="booking")
    op.drop_table("booking")
    op.drop_index("ix_session_search", table_name="session")
    op.drop_index(op.f("ix_session_experience_id"), table_name="session")
    op.drop_table("session")
    op.drop_index(op.f("ix_parcel_programme_id"), table_name="parcel")
    op.drop_index(op.f("ix_parcel_gig_id"), table_name="parcel")
    op.drop_table("parcel")
    op.drop_table("proposal")
    op.drop_index(op.f("ix_request_customer_id"), table_name="request")
    op.drop_index(op.f("ix_request_business_id"), table_name="request")
    op.drop_table("request")
    op.drop_index(op.f("ix_pickup_point_programme_id"), table_name="pickup_point")
    op.drop_table("pickup_point")
    op.drop_index(op.f("ix_journey_template_city"), table_name="journey_template")
    op.drop_index(op.f("ix_journey_template_business_id"), table_name="journey_template")
    op.drop_table("journey_template")
    op.drop_index(op.f("ix_experience_programme_id"), table_name="experience")
    op.drop_index(op.f("ix_experience_city"), table_name="experience")
    op.drop_index(op.f("ix_experience_cell"), table_name="experience")
    op.drop_index(op.f("ix_experience_business_id"), table_name="experience")
    op.drop_table("experience")
    op.drop_index(op.f("ix_voucher_subject"), table_name="voucher")
    op.drop_index(op.f("ix_voucher_programme_ref"), table_name="voucher")
    op.drop_index(op.f("ix_voucher_identity_id"), table_name="voucher")
    op.drop_table("voucher")
