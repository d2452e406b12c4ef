"""The function by which PostgreSQL posts an entry in one way there and back, as the database stores it.

Its steps are those of `payouts.ledger.journal.post`, in the same order and with the same outcomes as `payouts.ledger.write_sqlite` takes
in Python, where a statement costs no way to a server. What it writes is held to the same guards.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from payouts.tables import metadata, posting

NAME = "payouts_post"

DROP = f"DROP FUNCTION IF EXISTS {NAME}"

# Every statement sees what was committed before it began (READ COMMITTED), so what is read after a lock is what the lock protects. They are
# plain ones, a posting at a time, because the server plans those once and keeps the plan; over arrays it would plan at each call, which costs
# several times the work itself. New accounts are opened in the order of their names, and locks taken in that of their ids.
CREATE = f"""
CREATE OR REPLACE FUNCTION {NAME}(
  lock_number bigint, its_business text, its_key text, its_kind text, its_subject text, its_event_at timestamptz,
  its_created_at timestamptz, its_reverses_id bigint, its_meta jsonb, its_hash text, by_name int[],
  codes text[], units text[], kinds text[], signs int[], owners text[], floors bigint[], amounts bigint[],
  OUT outcome text, OUT its_id bigint, OUT first_at timestamptz, OUT its_code text, OUT its_unit text,
  OUT its_balance bigint, OUT its_wanted bigint
) LANGUAGE plpgsql AS $post$
DECLARE i int; one record; ids bigint[]; balances bigint[]; versions bigint[];
BEGIN
  PERFORM pg_advisory_xact_lock(lock_number);
  SELECT e.id, e.event_at, e.content_hash INTO one FROM entry e WHERE e.business_ref = its_business AND e.key = its_key;
  IF FOUND THEN
    outcome := CASE WHEN one.content_hash = its_hash THEN 'repeat' ELSE 'key' END;
    its_id := one.id; first_at := one.event_at; RETURN;
  END IF;
  FOREACH i IN ARRAY by_name LOOP
    LOOP
      SELECT a.id, a.kind, a.normal_sign, a.owner_ref, a.floor_minor INTO one FROM ledger_account a
        WHERE a.business_ref = its_business AND a.code = codes[i] AND a.currency = units[i];
      EXIT WHEN FOUND;
      INSERT INTO ledger_account (business_ref, code, currency, kind, normal_sign, owner_ref, floor_minor)
        VALUES (its_business, codes[i], units[i], kinds[i], signs[i], owners[i], floors[i]) ON CONFLICT DO NOTHING;
    END LOOP;
    IF one.kind <> kinds[i] OR one.normal_sign <> signs[i] OR one.owner_ref IS DISTINCT FROM owners[i]
      OR one.floor_minor IS DISTINCT FROM floors[i] THEN
      outcome := 'nature'; its_code := codes[i]; RETURN;
    END IF;
    ids[i] := one.id;
  END LOOP;
  FOR i IN SELECT u.place FROM unnest(ids) WITH ORDINALITY AS u (id, place) ORDER BY u.id LOOP
    CONTINUE WHEN floors[i] IS NULL;
    SELECT a.balance_minor, a.version INTO one FROM ledger_account a WHERE a.id = ids[i] FOR NO KEY UPDATE;
    its_code := codes[i]; its_unit := units[i]; its_balance := one.balance_minor; its_wanted := -signs[i] * amounts[i];
    IF its_wanted > 0 AND its_balance < floors[i] + its_wanted THEN outcome := 'floor'; RETURN; END IF;
    IF its_wanted < 0 AND its_balance > {2**63 - 1} + its_wanted THEN outcome := 'full'; RETURN; END IF;
    balances[i] := its_balance - its_wanted; versions[i] := one.version + 1;
  END LOOP;
  its_id := nextval('entry_id_seq');
  FOR i IN 1 .. cardinality(ids) LOOP
    IF floors[i] IS NOT NULL THEN
      UPDATE ledger_account SET balance_minor = balances[i], version = versions[i] WHERE id = ids[i];
    END IF;
    INSERT INTO posting (entry_id, ledger_account_id, amount_minor, balance_after_minor, version)
      VALUES (its_id, ids[i], amounts[i], balances[i], versions[i]);
  END LOOP;
  INSERT INTO entry (id, business_ref, key, kind, subject_ref, event_at, created_at, reverses_id, meta, content_hash)
    VALUES (its_id, its_business, its_key, its_kind, its_subject, its_event_at, its_created_at, its_reverses_id,
      its_meta, its_hash);
  outcome := 'written'; first_at := its_event_at;
END $post$
"""


def install(connection: sa.Connection) -> None:
    """Make the function, or make it anew; on SQLite nothing is done.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        On a database that has the tables. Runs in its transaction.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(CREATE)


def _after_create(_target: sa.MetaData, connection: sa.Connection, **_kwargs: Any) -> None:
    if sa.inspect(connection).has_table(posting.name):
        install(connection)


sa.event.listen(metadata, "after_create", _after_create)
