"""The table of disputes: what a customer's bank withdrew or asks about."""

from __future__ import annotations

import sqlalchemy as sa

from payouts.columns import UTC, CurrencyCode, Document, Ref, identity, metadata, one_of

DISPUTE_STATES = ("open", "won", "lost")
ANSWER_KINDS = ("evidence", "accept")
EVIDENCE_SLOTS = (
    "receipt",
    "customer_communication",
    "service_documentation",
    "customer_signature",
    "refund_policy",
    "uncategorized_file",
)
EVIDENCE_FIELDS = (
    "customer_name",
    "customer_email_address",
    "product_description",
    "service_date",
    "refund_policy_disclosure",
)

dispute = sa.Table(
    "dispute",
    metadata,
    identity(),
    sa.Column("business_ref", Ref, nullable=False),
    # The provider's ids of the dispute and of the payment, and what the payment was for.
    sa.Column("object_id", sa.String(80), nullable=False),
    sa.Column("payment_id", sa.String(255), nullable=False),
    sa.Column("subject_ref", Ref, nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("fee_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("currency", CurrencyCode, nullable=False),
    # The bank's code.
    sa.Column("reason", sa.String(60), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    # A question only: no money was withdrawn.
    sa.Column("is_inquiry", sa.Boolean, nullable=False),
    sa.Column("has_evidence", sa.Boolean, nullable=False),
    # Who bears the loss, if it comes to that.
    sa.Column("policy", Document, nullable=False),
    sa.Column("due_at", UTC),
    sa.Column("opened_at", UTC, nullable=False),
    sa.Column("closed_at", UTC),
    sa.UniqueConstraint("business_ref", "object_id"),
    one_of("state", DISPUTE_STATES),
    sa.CheckConstraint("amount_minor > 0", name="amount_positive"),
    sa.Index("ix_dispute_subject_ref", "business_ref", "subject_ref"),
    sa.Index("ix_dispute_state", "business_ref", "state"),
)

dispute_answer = sa.Table(
    "dispute_answer",
    metadata,
    identity(),
    sa.Column("business_ref", Ref, nullable=False),
    sa.Column("object_id", sa.String(80), nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    # What the business says to the bank; written by a person, and so erased when its time is over.
    sa.Column("text", sa.Text, nullable=False, server_default=""),
    sa.Column("written_at", UTC, nullable=False),
    sa.Column("sent_at", UTC),
    # Why the provider would not take it.
    sa.Column("error_code", sa.String(80)),
    one_of("kind", ANSWER_KINDS),
    # A dispute is answered once, one way or the other.
    sa.UniqueConstraint("business_ref", "object_id"),
)

dispute_file = sa.Table(
    "dispute_file",
    metadata,
    identity(),
    sa.Column("business_ref", Ref, nullable=False),
    sa.Column("object_id", sa.String(80), nullable=False),
    # What it shows, by the provider's name; each takes one file.
    sa.Column("slot", sa.String(30), nullable=False),
    # The host's opaque id of the file; its bytes are the host's to keep.
    sa.Column("file_ref", Ref, nullable=False),
    sa.Column("media_type", sa.String(40), nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("added_at", UTC, nullable=False),
    # The provider's, once it has the file.
    sa.Column("provider_file_id", sa.String(80)),
    one_of("slot", EVIDENCE_SLOTS),
    sa.CheckConstraint("size_bytes > 0", name="size_positive"),
    sa.UniqueConstraint("business_ref", "object_id", "slot"),
)

dispute_field = sa.Table(
    "dispute_field",
    metadata,
    identity(),
    sa.Column("business_ref", Ref, nullable=False),
    sa.Column("object_id", sa.String(80), nullable=False),
    # The provider's name of it.
    sa.Column("field", sa.String(30), nullable=False),
    # Of a person, and so erased when its time is over.
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("put_at", UTC, nullable=False),
    one_of("field", EVIDENCE_FIELDS),
    sa.UniqueConstraint("business_ref", "object_id", "field"),
)
