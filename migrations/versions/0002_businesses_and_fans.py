"""Businesses, programmes and fans."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Step up."""
    op.create_table(
        "skill",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("skill_group", sa.String(length=32), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("name_es", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'listed', 'refused')", name=op.f("ck_skill_state")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["identity.id"], name=op.f("fk_skill_proposed_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill")),
        sa.UniqueConstraint("code", name=op.f("uq_skill_code")),
    )
    op.create_table(
        "business",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("slug", sa.String(length=48), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("tagline", sa.String(length=140), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=True),
        sa.Column("logo_id", sa.Integer(), nullable=True),
        sa.Column("cover_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("place_name", sa.String(length=120), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("support_email", sa.String(length=254), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cover_id"], ["upload.id"], name=op.f("fk_business_cover_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["logo_id"], ["upload.id"], name=op.f("fk_business_logo_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business")),
        sa.UniqueConstraint("public_id", name=op.f("uq_business_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_business_slug")),
    )
    op.create_table(
        "superfan",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("bio", sa.Text(), nullable=False),
        sa.Column("bio_language", sa.String(length=8), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("home_name", sa.String(length=120), nullable=False),
        sa.Column("home_lat", sa.Double(), nullable=True),
        sa.Column("home_lon", sa.Double(), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("travel_mode", sa.String(length=16), nullable=False),
        sa.Column("radius_m", sa.Integer(), nullable=False),
        sa.Column("weekly_hours_max", sa.Integer(), nullable=False),
        sa.Column("interests", DOCUMENT, nullable=False),
        sa.Column("motives", DOCUMENT, nullable=False),
        sa.Column("reward_kind", sa.String(length=16), nullable=False),
        sa.Column("donation_cause", sa.String(length=80), nullable=False),
        sa.Column("payout_day", sa.String(length=16), nullable=False),
        sa.Column("feed_key", sa.String(length=48), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "travel_mode IN ('walk', 'bike', 'transit', 'car')", name=op.f("ck_superfan_travel_mode")
        ),
        sa.CheckConstraint("radius_m BETWEEN 0 AND 500000", name=op.f("ck_superfan_radius")),
        sa.ForeignKeyConstraint(["identity_id"], ["identity.id"], name=op.f("fk_superfan_identity_id")),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["upload.id"], name=op.f("fk_superfan_photo_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_superfan")),
        sa.UniqueConstraint("feed_key", name=op.f("uq_superfan_feed_key")),
        sa.UniqueConstraint("identity_id", name=op.f("uq_superfan_identity_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_superfan_public_id")),
    )
    op.create_table(
        "availability_exception",
        sa.Column("fan_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("opens_local", sa.Time(), nullable=True),
        sa.Column("closes_local", sa.Time(), nullable=True),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fan_id"], ["superfan.id"], name=op.f("fk_availability_exception_fan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability_exception")),
    )
    op.create_index(
        op.f("ix_availability_exception_fan_id"), "availability_exception", ["fan_id"], unique=False
    )
    op.create_table(
        "availability_rule",
        sa.Column("fan_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens_local", sa.Time(), nullable=False),
        sa.Column("closes_local", sa.Time(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_availability_rule_weekday")),
        sa.ForeignKeyConstraint(
            ["fan_id"], ["superfan.id"], name=op.f("fk_availability_rule_fan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability_rule")),
    )
    op.create_index(op.f("ix_availability_rule_fan_id"), "availability_rule", ["fan_id"], unique=False)
    op.create_table(
        "credential",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("fan_id", sa.Integer(), nullable=False),
        sa.Column("business_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("fk_credential_business_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["checked_by_id"], ["identity.id"], name=op.f("fk_credential_checked_by_id")),
        sa.ForeignKeyConstraint(
            ["fan_id"], ["superfan.id"], name=op.f("fk_credential_fan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_credential_upload_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
        sa.UniqueConstraint("public_id", name=op.f("uq_credential_public_id")),
    )
    op.create_index(op.f("ix_credential_fan_id"), "credential", ["fan_id"], unique=False)
    op.create_table(
        "fan_language",
        sa.Column("fan_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_fan_language_level")),
        sa.ForeignKeyConstraint(
            ["fan_id"], ["superfan.id"], name=op.f("fk_fan_language_fan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fan_language")),
        sa.UniqueConstraint("fan_id", "language", name=op.f("uq_fan_language_fan_id_language")),
    )
    op.create_table(
        "fan_skill",
        sa.Column("fan_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_fan_skill_level")),
        sa.ForeignKeyConstraint(
            ["fan_id"], ["superfan.id"], name=op.f("fk_fan_skill_fan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["skill_id"], ["skill.id"], name=op.f("fk_fan_skill_skill_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fan_skill")),
        sa.UniqueConstraint("fan_id", "skill_id", name=op.f("uq_fan_skill_fan_id_skill_id")),
    )
    op.create_index(op.f("ix_fan_skill_skill_id"), "fan_skill", ["skill_id"], unique=False)
    op.create_table(
        "packed_profile",
        sa.Column("fan_id", sa.Integer(), nullable=False),
        sa.Column("fan_ref", sa.String(length=24), nullable=False),
        sa.Column("cell", sa.String(length=24), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("radius_m", sa.Integer(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("packed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["fan_id"], ["superfan.id"], name=op.f("fk_packed_profile_fan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("fan_id", name=op.f("pk_packed_profile")),
        sa.UniqueConstraint("fan_ref", name=op.f("uq_packed_profile_fan_ref")),
    )
    op.create_index("ix_packed_profile_cell", "packed_profile", ["cell"], unique=False)
    op.create_table(
        "programme",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("business_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("tasks", sa.Text(), nullable=False),
        sa.Column("house_rules", sa.Text(), nullable=False),
        sa.Column("north_star", sa.String(length=32), nullable=False),
        sa.Column("north_star_target", sa.Integer(), nullable=True),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("terms", sa.String(length=24), nullable=False),
        sa.Column("joining", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("support_contact", sa.String(length=254), nullable=False),
        sa.Column("answer_hours", sa.Integer(), nullable=True),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("skills", DOCUMENT, nullable=False),
        sa.Column("languages", DOCUMENT, nullable=False),
        sa.Column("settings", DOCUMENT, nullable=False),
        sa.Column("matching_policy", DOCUMENT, nullable=False),
        sa.Column("cancellation_policy", DOCUMENT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "joining IN ('open', 'application', 'invitation')", name=op.f("ck_programme_joining")
        ),
        sa.CheckConstraint(
            "terms IN ('volunteer', 'volunteer_with_perks', 'paid')", name=op.f("ck_programme_terms")
        ),
        sa.CheckConstraint("way IN ('crowd', 'collaborators', 'community')", name=op.f("ck_programme_way")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("fk_programme_business_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"], ["identity.id"], name=op.f("fk_programme_responsible_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("business_id", "slug", name=op.f("uq_programme_business_id_slug")),
        sa.UniqueConstraint("public_id", name=op.f("uq_programme_public_id")),
    )
    op.create_table(
        "staff",
        sa.Column("business_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("role IN ('owner', 'manager', 'support')", name=op.f("ck_staff_role")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("fk_staff_business_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["identity_id"], ["identity.id"], name=op.f("fk_staff_identity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("business_id", "identity_id", name=op.f("uq_staff_business_id_identity_id")),
    )
    op.create_index(op.f("ix_staff_identity_id"), "staff", ["identity_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("business_id", sa.Integer(), nullable=True),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("fk_invitation_business_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["invited_by_id"], ["identity.id"], name=op.f("fk_invitation_invited_by_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_invitation_programme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitation_public_id")),
    )
    op.create_table(
        "membership",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("fan_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("motive", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("applied_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("credited_gigs", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["fan_id"], ["superfan.id"], name=op.f("fk_membership_fan_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_membership_programme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("programme_id", "fan_id", name=op.f("uq_membership_programme_id_fan_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_membership_public_id")),
    )
    op.create_index(op.f("ix_membership_fan_id"), "membership", ["fan_id"], unique=False)
    op.create_table(
        "scheme_version",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_scheme_version_programme_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_version")),
        sa.UniqueConstraint("programme_id", "version", name=op.f("uq_scheme_version_programme_id_version")),
        sa.UniqueConstraint("public_id", name=op.f("uq_scheme_version_public_id")),
    )


def downgrade() -> None:
    """Step down."""
    op.drop_table("scheme_version")
    op.drop_index(op.f("ix_membership_fan_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_table("invitation")
    op.drop_index(op.f("ix_staff_identity_id"), table_name="staff")
    op.drop_table("staff")
    op.drop_table("programme")
    op.drop_index("ix_packed_profile_cell", table_name="packed_profile")
    op.drop_table("packed_profile")
    op.drop_index(op.f("ix_fan_skill_skill_id"), table_name="fan_skill")
    op.drop_table("fan_skill")
    op.drop_table("fan_language")
    op.drop_index(op.f("ix_credential_fan_id"), table_name="credential")
    op.drop_table("credential")
    op.drop_index(op.f("ix_availability_rule_fan_id"), table_name="availability_rule")
    op.drop_table("availability_rule")
    op.drop_index(op.f("ix_availability_exception_fan_id"), table_name="availability_exception")
    op.drop_table("availability_exception")
    op.drop_table("superfan")
    op.drop_table("business")
    op.drop_table("skill")
