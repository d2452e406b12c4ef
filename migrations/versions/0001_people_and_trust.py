"""People, what is remembered of them, and work that waits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Step up."""
    op.create_table(
        "audit_log",
        sa.Column("business_ref", sa.String(length=24), nullable=True),
        sa.Column("actor_ref", sa.String(length=24), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=True),
        sa.Column("detail", DOCUMENT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index(op.f("ix_audit_log_business_ref"), "audit_log", ["business_ref"], unique=False)
    op.create_table(
        "decision_record",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("business_ref", sa.String(length=24), nullable=True),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("about_ref", sa.String(length=24), nullable=True),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("rule_version", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("inputs", DOCUMENT, nullable=False),
        sa.Column("reasons", DOCUMENT, nullable=False),
        sa.Column("decided_by_ref", sa.String(length=24), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_record")),
        sa.UniqueConstraint("public_id", name=op.f("uq_decision_record_public_id")),
    )
    op.create_index(op.f("ix_decision_record_about_ref"), "decision_record", ["about_ref"], unique=False)
    op.create_index(
        op.f("ix_decision_record_business_ref"), "decision_record", ["business_ref"], unique=False
    )
    op.create_index("ix_decision_record_subject", "decision_record", ["subject"], unique=False)
    op.create_table(
        "identity",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("erased_at", INSTANT, nullable=True),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("tf_last_counter", sa.BigInteger(), nullable=True),
        sa.Column("mf_recovery_codes", sa.Text(), nullable=True),
        sa.Column("fs_webauthn_user_handle", sa.String(length=64), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("email", name=op.f("uq_identity_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_identity_fs_uniquifier")),
        sa.UniqueConstraint("fs_webauthn_user_handle", name=op.f("uq_identity_fs_webauthn_user_handle")),
        sa.UniqueConstraint("public_id", name=op.f("uq_identity_public_id")),
    )
    op.create_table(
        "job",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=96), nullable=False),
        sa.Column("payload", DOCUMENT, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("lease_by", sa.String(length=32), nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    op.create_index("ix_job_due", "job", ["state", "due_at"], unique=False)
    op.create_table(
        "job_slot",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("slot", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", "slot", name=op.f("pk_job_slot")),
    )
    op.create_table(
        "mail",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mail_public_id")),
    )
    op.create_index(op.f("ix_mail_to_address"), "mail", ["to_address"], unique=False)
    op.create_table(
        "rate_count",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_count")),
    )
    op.create_index(op.f("ix_rate_count_expires"), "rate_count", ["expires"], unique=False)
    op.create_table(
        "standing_event",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("business_ref", sa.String(length=24), nullable=True),
        sa.Column("programme_ref", sa.String(length=24), nullable=False),
        sa.Column("fan_ref", sa.String(length=24), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("evidence", DOCUMENT, nullable=False),
        sa.Column("confirmed_by_ref", sa.String(length=24), nullable=True),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT counts OR points >= 0 OR confirmed_by_ref IS NOT NULL",
            name=op.f("ck_standing_event_fall_needs_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_event")),
        sa.UniqueConstraint("public_id", name=op.f("uq_standing_event_public_id")),
        sa.UniqueConstraint("subject", "code", name=op.f("uq_standing_event_subject_code")),
    )
    op.create_index(op.f("ix_standing_event_business_ref"), "standing_event", ["business_ref"], unique=False)
    op.create_index(op.f("ix_standing_event_fan_ref"), "standing_event", ["fan_ref"], unique=False)
    op.create_index(
        op.f("ix_standing_event_programme_ref"), "standing_event", ["programme_ref"], unique=False
    )
    op.create_table(
        "state_change",
        sa.Column("aggregate", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("from_state", sa.String(length=32), nullable=False),
        sa.Column("to_state", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=16), nullable=False),
        sa.Column("actor_ref", sa.String(length=24), nullable=True),
        sa.Column("reason", DOCUMENT, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_state_change")),
    )
    op.create_index("ix_state_change_subject", "state_change", ["aggregate", "subject"], unique=False)
    op.create_table(
        "thread",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("business_ref", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
        sa.UniqueConstraint("public_id", name=op.f("uq_thread_public_id")),
        sa.UniqueConstraint("subject", name=op.f("uq_thread_subject")),
    )
    op.create_index(op.f("ix_thread_business_ref"), "thread", ["business_ref"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scopes", DOCUMENT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name=op.f("fk_api_token_identity_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_token_digest")),
        sa.UniqueConstraint("public_id", name=op.f("uq_api_token_public_id")),
    )
    op.create_index(op.f("ix_api_token_identity_id"), "api_token", ["identity_id"], unique=False)
    op.create_table(
        "case",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("business_ref", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("against_id", sa.Integer(), nullable=True),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("evidence", DOCUMENT, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("decision_text", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('dispute', 'appeal', 'report', 'support')", name=op.f("ck_case_kind")),
        sa.ForeignKeyConstraint(["against_id"], ["identity.id"], name=op.f("fk_case_against_id")),
        sa.ForeignKeyConstraint(["decider_id"], ["identity.id"], name=op.f("fk_case_decider_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["identity.id"], name=op.f("fk_case_opened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_public_id")),
    )
    op.create_index(op.f("ix_case_against_id"), "case", ["against_id"], unique=False)
    op.create_index(op.f("ix_case_business_ref"), "case", ["business_ref"], unique=False)
    op.create_index(op.f("ix_case_opened_by_id"), "case", ["opened_by_id"], unique=False)
    op.create_index("ix_case_subject", "case", ["subject"], unique=False)
    op.create_index(
        "uq_case_live",
        "case",
        ["subject", "kind", "opened_by_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('open', 'heard', 'escalated')"),
        postgresql_where=sa.text("state IN ('open', 'heard', 'escalated')"),
    )
    op.create_table(
        "message",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["identity.id"], name=op.f("fk_message_author_id")),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_message_thread_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("public_id", name=op.f("uq_message_public_id")),
    )
    op.create_index(op.f("ix_message_author_id"), "message", ["author_id"], unique=False)
    op.create_index(op.f("ix_message_thread_id"), "message", ["thread_id"], unique=False)
    op.create_table(
        "notification",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("params", DOCUMENT, nullable=False),
        sa.Column("path", sa.String(length=255), nullable=False),
        sa.Column("fold_key", sa.String(length=64), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.Column("mailed_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name=op.f("fk_notification_identity_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("public_id", name=op.f("uq_notification_public_id")),
    )
    op.create_index("ix_notification_identity_at", "notification", ["identity_id", "at"], unique=False)
    op.create_index(
        "uq_notification_unread_fold",
        "notification",
        ["identity_id", "fold_key"],
        unique=True,
        sqlite_where=sa.text("fold_key IS NOT NULL AND read_at IS NULL"),
        postgresql_where=sa.text("fold_key IS NOT NULL AND read_at IS NULL"),
    )
    op.create_table(
        "notification_preference",
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("mail", sa.String(length=8), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "mail IN ('now', 'digest', 'never')", name=op.f("ck_notification_preference_mail")
        ),
        sa.ForeignKeyConstraint(
            ["identity_id"],
            ["identity.id"],
            name=op.f("fk_notification_preference_identity_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_preference")),
        sa.UniqueConstraint(
            "identity_id", "topic", name=op.f("uq_notification_preference_identity_id_topic")
        ),
    )
    op.create_table(
        "passkey",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=True),
        sa.Column("transports", sa.Text(), nullable=True),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(length=64), nullable=False),
        sa.Column("extensions", sa.String(length=255), nullable=True),
        sa.Column("create_datetime", INSTANT, nullable=False),
        sa.Column("lastuse_datetime", INSTANT, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("usage", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["identity.id"], name=op.f("fk_passkey_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_user_id"), "passkey", ["user_id"], unique=False)
    op.create_table(
        "person_block",
        sa.Column("blocker_id", sa.Integer(), nullable=False),
        sa.Column("blocked_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("blocker_id <> blocked_id", name=op.f("ck_person_block_two_people")),
        sa.ForeignKeyConstraint(
            ["blocked_id"], ["identity.id"], name=op.f("fk_person_block_blocked_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["blocker_id"], ["identity.id"], name=op.f("fk_person_block_blocker_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_block")),
        sa.UniqueConstraint("blocker_id", "blocked_id", name=op.f("uq_person_block_blocker_id_blocked_id")),
    )
    op.create_index(op.f("ix_person_block_blocked_id"), "person_block", ["blocked_id"], unique=False)
    op.create_table(
        "review_window",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("business_ref", sa.String(length=24), nullable=False),
        sa.Column("programme_ref", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("fan_id", sa.Integer(), nullable=False),
        sa.Column("fan_ref", sa.String(length=24), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["identity.id"], name=op.f("fk_review_window_customer_id")),
        sa.ForeignKeyConstraint(["fan_id"], ["identity.id"], name=op.f("fk_review_window_fan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_window")),
        sa.UniqueConstraint("public_id", name=op.f("uq_review_window_public_id")),
        sa.UniqueConstraint(
            "subject", "customer_id", "fan_id", name=op.f("uq_review_window_subject_customer_id_fan_id")
        ),
    )
    op.create_index(op.f("ix_review_window_business_ref"), "review_window", ["business_ref"], unique=False)
    op.create_index(op.f("ix_review_window_customer_id"), "review_window", ["customer_id"], unique=False)
    op.create_index(op.f("ix_review_window_fan_id"), "review_window", ["fan_id"], unique=False)
    op.create_table(
        "thread_party",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("read_to", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["identity_id"], ["identity.id"], name=op.f("fk_thread_party_identity_id")),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_thread_party_thread_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_party")),
        sa.UniqueConstraint("thread_id", "identity_id", name=op.f("uq_thread_party_thread_id_identity_id")),
    )
    op.create_index(op.f("ix_thread_party_identity_id"), "thread_party", ["identity_id"], unique=False)
    op.create_table(
        "upload",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("business_ref", sa.String(length=24), nullable=True),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=True),
        sa.Column("height_px", sa.Integer(), nullable=True),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["identity.id"], name=op.f("fk_upload_owner_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("key", name=op.f("uq_upload_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_upload_public_id")),
    )
    op.create_index(op.f("ix_upload_business_ref"), "upload", ["business_ref"], unique=False)
    op.create_index(op.f("ix_upload_owner_id"), "upload", ["owner_id"], unique=False)
    op.create_table(
        "api_answer",
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("request_digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", DOCUMENT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id"], ["api_token.id"], name=op.f("fk_api_answer_token_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_answer")),
        sa.UniqueConstraint("token_id", "key", name=op.f("uq_api_answer_token_id_key")),
    )
    op.create_index(op.f("ix_api_answer_created_at"), "api_answer", ["created_at"], unique=False)
    op.create_table(
        "case_statement",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["identity.id"], name=op.f("fk_case_statement_author_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_case_statement_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_case_statement_upload_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_statement")),
    )
    op.create_index(op.f("ix_case_statement_case_id"), "case_statement", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_statement_upload_id"), "case_statement", ["upload_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("business_ref", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("fan_ref", sa.String(length=24), nullable=True),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("private_text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("shown_at", INSTANT, nullable=True),
        sa.Column("hidden_at", INSTANT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_review_stars")),
        sa.ForeignKeyConstraint(["about_id"], ["identity.id"], name=op.f("fk_review_about_id")),
        sa.ForeignKeyConstraint(["author_id"], ["identity.id"], name=op.f("fk_review_author_id")),
        sa.ForeignKeyConstraint(
            ["window_id"], ["review_window.id"], name=op.f("fk_review_window_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("public_id", name=op.f("uq_review_public_id")),
        sa.UniqueConstraint("window_id", "author_id", name=op.f("uq_review_window_id_author_id")),
    )
    op.create_index(op.f("ix_review_about_id"), "review", ["about_id"], unique=False)
    op.create_index(op.f("ix_review_author_id"), "review", ["author_id"], unique=False)
    op.create_index(op.f("ix_review_business_ref"), "review", ["business_ref"], unique=False)
    op.create_index(op.f("ix_review_fan_ref"), "review", ["fan_ref"], unique=False)
    op.create_index(op.f("ix_review_subject"), "review", ["subject"], unique=False)


def downgrade() -> None:
    """Step down."""
    op.drop_index(op.f("ix_review_subject"), table_name="review")
    op.drop_index(op.f("ix_review_fan_ref"), table_name="review")
    op.drop_index(op.f("ix_review_business_ref"), table_name="review")
    op.drop_index(op.f("ix_review_author_id"), table_name="review")
    op.drop_index(op.f("ix_review_about_id"), table_name="review")
    op.drop_table("review")
    op.drop_index(op.f("ix_case_statement_upload_id"), table_name="case_statement")
    op.drop_index(op.f("ix_case_statement_case_id"), table_name="case_statement")
    op.drop_table("case_statement")
    op.drop_index(op.f("ix_api_answer_created_at"), table_name="api_answer")
    op.drop_table("api_answer")
    op.drop_index(op.f("ix_upload_owner_id"), table_name="upload")
    op.drop_index(op.f("ix_upload_business_ref"), table_name="upload")
    op.drop_table("upload")
    op.drop_index(op.f("ix_thread_party_identity_id"), table_name="thread_party")
    op.drop_table("thread_party")
    op.drop_index(op.f("ix_review_window_fan_id"), table_name="review_window")
    op.drop_index(op.f("ix_review_window_customer_id"), table_name="review_window")
    op.drop_index(op.f("ix_review_window_business_ref"), table_name="review_window")
    op.drop_table("review_window")
    op.drop_index(op.f("ix_person_block_blocked_id"), table_name="person_block")
    op.drop_table("person_block")
    op.drop_index(op.f("ix_passkey_user_id"), table_name="passkey")
    op.drop_table("passkey")
    op.drop_table("notification_preference")
    op.drop_index(
        "uq_notification_unread_fold",
        table_name="notification",
        sqlite_where=sa.text("fold_key IS NOT NULL AND read_at IS NULL"),
        postgresql_where=sa.text("fold_key IS NOT NULL AND read_at IS NULL"),
    )
    op.drop_index("ix_notification_identity_at", table_name="notification")
    op.drop_table("notification")
    op.drop_index(op.f("ix_message_thread_id"), table_name="message")
    op.drop_index(op.f("ix_message_author_id"), table_name="message")
    op.drop_table("message")
    op.drop_index(
        "uq_case_live",
        table_name="case",
        sqlite_where=sa.text("state IN ('open', 'heard', 'escalated')"),
        postgresql_where=sa.text("state IN ('open', 'heard', 'escalated')"),
    )
    op.drop_index("ix_case_subject", table_name="case")
    op.drop_index(op.f("ix_case_opened_by_id"), table_name="case")
    op.drop_index(op.f("ix_case_business_ref"), table_name="case")
    op.drop_index(op.f("ix_case_against_id"), table_name="case")
    op.drop_table("case")
    op.drop_index(op.f("ix_api_token_identity_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_index(op.f("ix_thread_business_ref"), table_name="thread")
    op.drop_table("thread")
    op.drop_index("ix_state_change_subject", table_name="state_change")
    op.drop_table("state_change")
    op.drop_index(op.f("ix_standing_event_programme_ref"), table_name="standing_event")
    op.drop_index(op.f("ix_standing_event_fan_ref"), table_name="standing_event")
    op.drop_index(op.f("ix_standing_event_business_ref"), table_name="standing_event")
    op.drop_table("standing_event")
    op.drop_index(op.f("ix_rate_count_expires"), table_name="rate_count")
    op.drop_table("rate_count")
    op.drop_index(op.f("ix_mail_to_address"), table_name="mail")
    op.drop_table("mail")
    op.drop_table("job_slot")
    op.drop_index("ix_job_due", table_name="job")
    op.drop_table("job")
    op.drop_table("identity")
    op.drop_index("ix_decision_record_subject", table_name="decision_record")
    op.drop_index(op.f("ix_decision_record_business_ref"), table_name="decision_record")
    op.drop_index(op.f("ix_decision_record_about_ref"), table_name="decision_record")
    op.drop_table("decision_record")
    op.drop_index(op.f("ix_audit_log_business_ref"), table_name="audit_log")
    op.drop_table("audit_log")
