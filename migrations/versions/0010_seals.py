"""Seals over the ledger: a hash chain of the entries of each business, and what keeps it append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Name: by database, the statement that makes the guard and the one that removes it.
GUARDS = {
    "guard_seal_no_update": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_seal_no_update BEFORE UPDATE ON ledger_seal BEGIN'
                " SELECT RAISE(ABORT, 'payouts: a seal is never changed'); END"
            ),
            (
                'DROP TRIGGER IF EXISTS guard_seal_no_update'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_seal_no_update() RETURNS trigger LANGUAGE plpgsql '
                "AS $guard$ BEGIN RAISE EXCEPTION 'payouts: a seal is never changed' USING ERRCODE = "
                "'integrity_constraint_violation'; END $guard$; CREATE OR REPLACE TRIGGER "
                'guard_seal_no_update BEFORE UPDATE ON ledger_seal FOR EACH ROW EXECUTE FUNCTION '
                'guard_seal_no_update();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_seal_no_update ON ledger_seal; DROP FUNCTION IF EXISTS '
                'guard_seal_no_update();'
            ),
        ),
    },
    "guard_seal_no_delete": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_seal_no_delete BEFORE DELETE ON ledger_seal BEGIN'
                " SELECT RAISE(ABORT, 'payouts: a seal is never deleted'); END"
            ),
            (
                'DROP TRIGGER IF EXISTS guard_seal_no_delete'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_seal_no_delete() RETURNS trigger LANGUAGE plpgsql '
                "AS $guard$ BEGIN RAISE EXCEPTION 'payouts: a seal is never deleted' USING ERRCODE = "
                "'integrity_constraint_violation'; END $guard$; CREATE OR REPLACE TRIGGER "
                'guard_seal_no_delete BEFORE DELETE ON ledger_seal FOR EACH ROW EXECUTE FUNCTION '
                'guard_seal_no_delete();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_seal_no_delete ON ledger_seal; DROP FUNCTION IF EXISTS '
                'guard_seal_no_delete();'
            ),
        ),
    },
    "guard_seal_follows": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_seal_follows BEFORE INSERT ON ledger_seal WHEN '
                'NEW.number IS NOT 1 + coalesce((SELECT max(number) FROM ledger_seal WHERE '
                'business_ref = NEW.business_ref), 0) OR NOT EXISTS (SELECT 1 FROM entry WHERE id = '
                'NEW.entry_id AND business_ref = NEW.business_ref) BEGIN SELECT RAISE(ABORT, '
                "'payouts: a seal follows the last one of its business, over an entry of the same'); "
                'END'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_seal_follows'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_seal_follows() RETURNS trigger LANGUAGE plpgsql AS '
                '$guard$ BEGIN IF NEW.number IS DISTINCT FROM 1 + coalesce((SELECT max(number) FROM '
                'ledger_seal WHERE business_ref = NEW.business_ref), 0) OR NOT EXISTS (SELECT 1 FROM '
                'entry WHERE id = NEW.entry_id AND business_ref = NEW.business_ref) THEN RAISE '
                "EXCEPTION 'payouts: a seal follows the last one of its business, over an entry of "
                "the same' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END "
                '$guard$; CREATE OR REPLACE TRIGGER guard_seal_follows BEFORE INSERT ON ledger_seal '
                'FOR EACH ROW EXECUTE FUNCTION guard_seal_follows();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_seal_follows ON ledger_seal; DROP FUNCTION IF EXISTS '
                'guard_seal_follows();'
            ),
        ),
    },
}


def upgrade() -> None:
    """Make the table and its guards; the entries there are will be sealed by the job."""
    op.create_table(
        "ledger_seal",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("business_ref", sa.String(length=64), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", BIG, nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reached_end", sa.Boolean(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_ledger_seal_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_seal")),
        sa.UniqueConstraint("business_ref", "number", name=op.f("uq_ledger_seal_business_ref_number")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_ledger_seal_entry_id")),
    )
    connection = op.get_bind()
    for by_database in GUARDS.values():
        connection.exec_driver_sql(by_database[connection.dialect.name][0])


def downgrade() -> None:
    """Remove both."""
    connection = op.get_bind()
    for by_database in reversed(GUARDS.values()):
        connection.exec_driver_sql(by_database[connection.dialect.name][1])
    op.drop_table("ledger_seal")
