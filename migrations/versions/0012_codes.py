"""Discount codes, store credit at the counter, promotions, and the taxes of a business."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
OF_BOOKINGS = ("lost_minor", "discount_minor", "credit_minor")
EARNED = """
    SELECT e.id, e.business_ref, e.subject_ref, e.created_at, a.currency, -p.amount_minor AS amount_minor, w.fan_ref
    FROM posting p JOIN ledger_account a ON a.id = p.ledger_account_id AND a.code = 'discount_reserve'
    JOIN entry e ON e.id = p.entry_id AND e.kind = 'earning'
    JOIN earning w ON w.assignment_ref = e.subject_ref AND w.business_ref = e.business_ref
    WHERE p.amount_minor < 0
"""


def upgrade() -> None:
    """Make the tables; whoever has earned a discount before gets its code now."""
    op.create_table('tax_details',
    sa.Column('business_id', sa.Integer(), nullable=False),
    sa.Column('legal_name', sa.String(length=120), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('tax_number', sa.String(length=40), nullable=False),
    sa.Column('is_inclusive', sa.Boolean(), nullable=False),
    sa.Column('rounding', sa.String(length=5), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['business_id'], ['business.id'], name=op.f('fk_tax_details_business_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tax_details')),
    sa.UniqueConstraint('business_id', name=op.f('uq_tax_details_business_id'))
    )
    op.create_table('tax_rate',
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('business_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=24), nullable=False),
    sa.Column('rate_ppm', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('rate_ppm BETWEEN 0 AND 1000000', name=op.f('ck_tax_rate_rate_is_a_share')),
    sa.ForeignKeyConstraint(['business_id'], ['business.id'], name=op.f('fk_tax_rate_business_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tax_rate')),
    sa.UniqueConstraint('business_id', 'name', 'kind', 'starts_on', name=op.f('uq_tax_rate_business_id_name_kind_starts_on')),
    sa.UniqueConstraint('public_id', name=op.f('uq_tax_rate_public_id'))
    )
    op.create_index(op.f('ix_tax_rate_business_id'), 'tax_rate', ['business_id'], unique=False)

    op.create_table('credit_pass',
    sa.Column('id', BIG, autoincrement=True, nullable=False),
    sa.Column('business_ref', sa.String(length=64), nullable=False),
    sa.Column('owner_ref', sa.String(length=64), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), server_default='0', nullable=False),
    sa.Column('made_at', INSTANT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credit_pass')),
    sa.UniqueConstraint('business_ref', 'code', name=op.f('uq_credit_pass_business_ref_code')),
    sa.UniqueConstraint('business_ref', 'owner_ref', name=op.f('uq_credit_pass_business_ref_owner_ref'))
    )
    op.create_index('ix_credit_pass_owner_ref', 'credit_pass', ['owner_ref'], unique=False)

    op.create_table('discount_code',
    sa.Column('id', BIG, autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=64), nullable=False),
    sa.Column('business_ref', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(length=160), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('owner_ref', sa.String(length=64), nullable=False),
    sa.Column('subject_ref', sa.String(length=64), nullable=False),
    sa.Column('currency', sa.String(length=12), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=10), server_default='issued', nullable=False),
    sa.Column('issued_at', INSTANT, nullable=False),
    sa.Column('redeemed_at', INSTANT, nullable=True),
    sa.Column('redeemed_for_ref', sa.String(length=64), nullable=True),
    sa.CheckConstraint("(state = 'redeemed') = (redeemed_at IS NOT NULL)", name=op.f('ck_discount_code_redeemed_when')),
    sa.CheckConstraint("state IN ('issued', 'redeemed')", name=op.f('ck_discount_code_state_known')),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_discount_code_worth_something')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_discount_code')),
    sa.UniqueConstraint('business_ref', 'code', name=op.f('uq_discount_code_business_ref_code')),
    sa.UniqueConstraint('business_ref', 'key', name=op.f('uq_discount_code_business_ref_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_discount_code_public_id'))
    )
    op.create_index('ix_discount_code_owner_ref', 'discount_code', ['owner_ref'], unique=False)

    op.create_table('promotion',
    sa.Column('id', BIG, autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=64), nullable=False),
    sa.Column('business_ref', sa.String(length=64), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('currency', sa.String(length=12), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=True),
    sa.Column('rate_bps', sa.Integer(), nullable=True),
    sa.Column('cap_minor', sa.BigInteger(), nullable=True),
    sa.Column('least_price_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('uses_max', sa.Integer(), nullable=True),
    sa.Column('uses_max_each', sa.Integer(), nullable=True),
    sa.Column('starts_at', INSTANT, nullable=True),
    sa.Column('ends_at', INSTANT, nullable=True),
    sa.Column('only_for', DOCUMENT, nullable=False),
    sa.Column('state', sa.String(length=10), server_default='active', nullable=False),
    sa.Column('uses', sa.Integer(), server_default='0', nullable=False),
    sa.Column('made_at', INSTANT, nullable=False),
    sa.CheckConstraint("state IN ('active', 'paused', 'ended')", name=op.f('ck_promotion_state_known')),
    sa.CheckConstraint('(amount_minor IS NULL) <> (rate_bps IS NULL)', name=op.f('ck_promotion_amount_or_rate')),
    sa.CheckConstraint('amount_minor IS NULL OR amount_minor > 0', name=op.f('ck_promotion_amount_above_zero')),
    sa.CheckConstraint('rate_bps IS NULL OR rate_bps BETWEEN 1 AND 10000', name=op.f('ck_promotion_rate_is_a_share')),
    sa.CheckConstraint('uses >= 0 AND (uses_max IS NULL OR uses <= uses_max)', name=op.f('ck_promotion_within_uses')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promotion')),
    sa.UniqueConstraint('business_ref', 'code', name=op.f('uq_promotion_business_ref_code')),
    sa.UniqueConstraint('public_id', name=op.f('uq_promotion_public_id'))
    )
    op.create_table('promotion_use',
    sa.Column('id', BIG, autoincrement=True, nullable=False),
    sa.Column('promotion_id', BIG, nullable=False),
    sa.Column('booking_ref', sa.String(length=64), nullable=False),
    sa.Column('owner_ref', sa.String(length=64), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('at', INSTANT, nullable=False),
    sa.CheckConstraint("state IN ('held', 'used', 'released')", name=op.f('ck_promotion_use_state_known')),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_promotion_use_takes_something_off')),
    sa.ForeignKeyConstraint(['promotion_id'], ['promotion.id'], name=op.f('fk_promotion_use_promotion_id_promotion')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promotion_use'))
    )
    op.create_index('ix_promotion_use_promotion_id', 'promotion_use', ['promotion_id', 'owner_ref'], unique=False)
    op.create_index('uq_promotion_use_booking_ref_live', 'promotion_use', ['booking_ref'], unique=True, sqlite_where=sa.text("state <> 'released'"), postgresql_where=sa.text("state <> 'released'"))

    op.create_table('redemption',
    sa.Column('id', BIG, autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=64), nullable=False),
    sa.Column('business_ref', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(length=160), nullable=False),
    sa.Column('owner_ref', sa.String(length=64), nullable=False),
    sa.Column('staff_ref', sa.String(length=64), nullable=False),
    sa.Column('code_id', BIG, nullable=True),
    sa.Column('currency', sa.String(length=12), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('rest_minor', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('at', INSTANT, nullable=False),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_redemption_takes_something')),
    sa.CheckConstraint('rest_minor >= 0', name=op.f('ck_redemption_rest_not_negative')),
    sa.ForeignKeyConstraint(['code_id'], ['discount_code.id'], name=op.f('fk_redemption_code_id_discount_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_redemption')),
    sa.UniqueConstraint('business_ref', 'key', name=op.f('uq_redemption_business_ref_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_redemption_public_id'))
    )
    op.create_index('ix_redemption_owner_ref', 'redemption', ['owner_ref'], unique=False)

    for name in OF_BOOKINGS:
        op.add_column("booking", sa.Column(name, sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("booking", sa.Column("tax", DOCUMENT, nullable=True))
    _give_codes(op.get_bind())


def downgrade() -> None:
    """Forget them."""
    for name in ("tax", *reversed(OF_BOOKINGS)):
        op.drop_column("booking", name)
    for table in ("redemption", "promotion_use", "promotion", "discount_code", "credit_pass", "tax_rate", "tax_details"):
        op.drop_table(table)


def _give_codes(connection: sa.Connection) -> None:
    """One code for each discount that was earned."""
    codes = sa.table("discount_code", *(sa.column(name) for name in (
        "public_id", "business_ref", "key", "code", "owner_ref", "subject_ref", "currency", "amount_minor")),
        sa.column("issued_at", INSTANT))
    for row in connection.execute(sa.text(EARNED).columns(created_at=INSTANT)).all():
        values = {name: getattr(row, name) for name in ("business_ref", "subject_ref", "currency", "amount_minor")}
        values |= {"owner_ref": row.fan_ref, "issued_at": row.created_at, "code": _code()}
        values |= {"public_id": f"dsc_{_drawn(16).lower()}", "key": f"earning:{row.subject_ref}"}
        connection.execute(sa.insert(codes).values(values))


def _drawn(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _code() -> str:
    """Eleven letters and the one that checks them, by Luhn's rule over 32 letters."""
    drawn, total = _drawn(11), 0
    for place, letter in enumerate(reversed(drawn)):
        number = ALPHABET.index(letter) * (2 if place % 2 == 0 else 1)
        total += number // 32 + number % 32
    return drawn + ALPHABET[-total % 32]
