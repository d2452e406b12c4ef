"""Gigs, offers, assignments, proofs and earnings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Step up."""
    op.create_table(
        "earning",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("assignment_ref", sa.String(length=24), nullable=False),
        sa.Column("fan_ref", sa.String(length=24), nullable=False),
        sa.Column("programme_ref", sa.String(length=24), nullable=False),
        sa.Column("business_ref", sa.String(length=24), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reward_kind", sa.String(length=16), nullable=False),
        sa.Column("evaluation", DOCUMENT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("frozen_by", sa.String(length=24), nullable=True),
        sa.Column("earned_at", INSTANT, nullable=False),
        sa.Column("payable_at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earning")),
        sa.UniqueConstraint("assignment_ref", name=op.f("uq_earning_assignment_ref")),
        sa.UniqueConstraint("public_id", name=op.f("uq_earning_public_id")),
    )
    op.create_index(op.f("ix_earning_business_ref"), "earning", ["business_ref"], unique=False)
    op.create_index(op.f("ix_earning_fan_ref"), "earning", ["fan_ref"], unique=False)
    op.create_index(op.f("ix_earning_programme_ref"), "earning", ["programme_ref"], unique=False)
    op.create_index("ix_earning_state_payable", "earning", ["state", "payable_at"], unique=False)
    op.create_table(
        "matching_round",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("business_ref", sa.String(length=24), nullable=False),
        sa.Column("programme_ref", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("problem", DOCUMENT, nullable=False),
        sa.Column("solution", DOCUMENT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_round")),
        sa.UniqueConstraint("public_id", name=op.f("uq_matching_round_public_id")),
    )
    op.create_index(op.f("ix_matching_round_business_ref"), "matching_round", ["business_ref"], unique=False)
    op.create_index(
        op.f("ix_matching_round_programme_ref"), "matching_round", ["programme_ref"], unique=False
    )
    op.create_index(op.f("ix_matching_round_subject"), "matching_round", ["subject"], unique=False)
    op.create_table(
        "earning_share",
        sa.Column("earning_id", sa.Integer(), nullable=False),
        sa.Column("booking_ref", sa.String(length=24), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["earning_id"], ["earning.id"], name=op.f("fk_earning_share_earning_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earning_share")),
        sa.UniqueConstraint(
            "earning_id", "booking_ref", name=op.f("uq_earning_share_earning_id_booking_ref")
        ),
    )
    op.create_index(op.f("ix_earning_share_booking_ref"), "earning_share", ["booking_ref"], unique=False)
    op.create_table(
        "top_up",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("business_id", sa.Integer(), nullable=False),
        sa.Column("programme_ref", sa.String(length=24), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("refusal", sa.String(length=80), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("fk_top_up_business_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_top_up")),
        sa.UniqueConstraint("public_id", name=op.f("uq_top_up_public_id")),
    )
    op.create_index(op.f("ix_top_up_business_id"), "top_up", ["business_id"], unique=False)
    op.create_index(op.f("ix_top_up_programme_ref"), "top_up", ["programme_ref"], unique=False)
    op.create_table(
        "gig",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("business_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("starts_local", sa.String(length=19), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=True),
        sa.Column("ends_at", INSTANT, nullable=True),
        sa.Column("deadline_at", INSTANT, nullable=True),
        sa.Column("place_name", sa.String(length=160), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("occupies", sa.Boolean(), nullable=False),
        sa.Column("needs", DOCUMENT, nullable=False),
        sa.Column("facts", DOCUMENT, nullable=False),
        sa.Column("detail", DOCUMENT, nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=True),
        sa.Column("bundle", sa.String(length=24), nullable=True),
        sa.Column("scheme_version_id", sa.Integer(), nullable=False),
        sa.Column("unfilled", DOCUMENT, nullable=True),
        sa.Column("reserved_minor", sa.BigInteger(), nullable=False),
        sa.Column("checkin_code", sa.String(length=8), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_gig_window")),
        sa.CheckConstraint("places >= 1", name=op.f("ck_gig_places")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("fk_gig_business_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_gig_programme_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scheme_version_id"], ["scheme_version.id"], name=op.f("fk_gig_scheme_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gig")),
        sa.UniqueConstraint("public_id", name=op.f("uq_gig_public_id")),
    )
    op.create_index(op.f("ix_gig_bundle"), "gig", ["bundle"], unique=False)
    op.create_index(op.f("ix_gig_business_id"), "gig", ["business_id"], unique=False)
    op.create_index("ix_gig_programme_state", "gig", ["programme_id", "state", "starts_at"], unique=False)
    op.create_index(op.f("ix_gig_subject"), "gig", ["subject"], unique=False)
    op.create_table(
        "offer",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("gig_id", sa.Integer(), nullable=False),
        sa.Column("fan_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("quote", DOCUMENT, nullable=False),
        sa.Column("score", DOCUMENT, nullable=False),
        sa.Column("reasons", DOCUMENT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("decline_code", sa.String(length=32), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["fan_id"], ["superfan.id"], name=op.f("fk_offer_fan_id")),
        sa.ForeignKeyConstraint(["gig_id"], ["gig.id"], name=op.f("fk_offer_gig_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_offer_public_id")),
    )
    op.create_index("ix_offer_fan_state", "offer", ["fan_id", "state"], unique=False)
    op.create_index("ix_offer_state_expires", "offer", ["state", "expires_at"], unique=False)
    op.create_index("uq_offer_gig_id_fan_id", "offer", ["gig_id", "fan_id"], unique=True)
    op.create_table(
        "assignment",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("gig_id", sa.Integer(), nullable=False),
        sa.Column("fan_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.Column("place_number", sa.Integer(), nullable=False),
        sa.Column("occupies", sa.Boolean(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=True),
        sa.Column("ends_at", INSTANT, nullable=True),
        sa.Column("quote", DOCUMENT, nullable=False),
        sa.Column("accepted_at", INSTANT, nullable=False),
        sa.Column("checked_in_at", INSTANT, nullable=True),
        sa.Column("completed_at", INSTANT, nullable=True),
        sa.Column("ended_code", sa.String(length=32), nullable=True),
        sa.Column("ended_note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "is_live = (state IN ('confirmed', 'checked_in', 'completed'))",
            name=op.f("ck_assignment_is_live"),
        ),
        sa.CheckConstraint(
            "NOT occupies OR (starts_at IS NOT NULL AND ends_at > starts_at)",
            name=op.f("ck_assignment_window"),
        ),
        sa.CheckConstraint("place_number >= 1", name=op.f("ck_assignment_place_number")),
        sa.ForeignKeyConstraint(["fan_id"], ["superfan.id"], name=op.f("fk_assignment_fan_id")),
        sa.ForeignKeyConstraint(
            ["gig_id"], ["gig.id"], name=op.f("fk_assignment_gig_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_assignment_offer_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_assignment_public_id")),
    )
    op.create_index("ix_assignment_fan_live", "assignment", ["fan_id", "is_live", "starts_at"], unique=False)
    op.create_index(
        "uq_assignment_gig_id_fan_id_live",
        "assignment",
        ["gig_id", "fan_id"],
        unique=True,
        sqlite_where=sa.text("is_live"),
        postgresql_where=sa.text("is_live"),
    )
    op.create_index(
        "uq_assignment_gig_id_place_number_live",
        "assignment",
        ["gig_id", "place_number"],
        unique=True,
        sqlite_where=sa.text("is_live"),
        postgresql_where=sa.text("is_live"),
    )
    op.create_table(
        "proof",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=48), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("means", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("detail", DOCUMENT, nullable=False),
        sa.Column("happened_at", INSTANT, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_proof_assignment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_proof_upload_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof")),
        sa.UniqueConstraint("assignment_id", "nonce", name=op.f("uq_proof_assignment_id_nonce")),
        sa.UniqueConstraint("public_id", name=op.f("uq_proof_public_id")),
    )


def downgrade() -> None:
    """Step down."""
    op.drop_table("proof")
    op.drop_index(
        "uq_assignment_gig_id_place_number_live",
        table_name="assignment",
        sqlite_where=sa.text("is_live"),
        postgresql_where=sa.text("is_live"),
    )
    op.drop_index(
        "uq_assignment_gig_id_fan_id_live",
        table_name="assignment",
        sqlite_where=sa.text("is_live"),
        postgresql_where=sa.text("is_live"),
    )
    op.drop_index("ix_assignment_fan_live", table_name="assignment")
    op.drop_table("assignment")
    op.drop_index("uq_offer_gig_id_fan_id", table_name="offer")
    op.drop_index("ix_offer_state_expires", table_name="offer")
    op.drop_index("ix_offer_fan_state", table_name="offer")
    op.drop_table("offer")
    op.drop_index(op.f("ix_gig_subject"), table_name="gig")
    op.drop_index("ix_gig_programme_state", table_name="gig")
    op.drop_index(op.f("ix_gig_business_id"), table_name="gig")
    op.drop_index(op.f("ix_gig_bundle"), table_name="gig")
    op.drop_table("gig")
    op.drop_index(op.f("ix_top_up_programme_ref"), table_name="top_up")
    op.drop_index(op.f("ix_top_up_business_id"), table_name="top_up")
    op.drop_table("top_up")
    op.drop_index(op.f("ix_earning_share_booking_ref"), table_name="earning_share")
    op.drop_table("earning_share")
    op.drop_index(op.f("ix_matching_round_subject"), table_name="matching_round")
    op.drop_index(op.f("ix_matching_round_programme_ref"), table_name="matching_round")
    op.drop_index(op.f("ix_matching_round_business_ref"), table_name="matching_round")
    op.drop_table("matching_round")
    op.drop_index("ix_earning_state_payable", table_name="earning")
    op.drop_index(op.f("ix_earning_programme_ref"), table_name="earning")
    op.drop_index(op.f("ix_earning_fan_ref"), table_name="earning")
    op.drop_index(op.f("ix_earning_business_ref"), table_name="earning")
    op.drop_table("earning")
