# SPDX-License-Identifier: Apache-2.0
"""What must hold in the database, whatever happened: read with the superuser's eyes."""
import psycopg2

# Codes of the schema: contact states, attempt outcomes.
INITIAL, CALLING, IN_CALL, RETRY_SCHEDULED = 1, 5, 6, 8
INTERRUPTED = 10

ALWAYS = {
    "an operator holds a contact but is not in a call state": """
        SELECT s.contact_id, o.id, o.state FROM contact_state s JOIN operator o ON o.id = s.operator_id
        WHERE o.state NOT IN (4, 5, 6)""",
    "an operator is in a call state without a contact": """
        SELECT o.id, o.state FROM operator o WHERE o.state IN (4, 5, 6)
        AND NOT EXISTS (SELECT FROM contact_state s WHERE s.operator_id = o.id)""",
    "the counts of states do not add up": """
        SELECT campaign_id, state, c.n, s.n FROM (SELECT campaign_id, state, sum(n) AS n FROM (
            SELECT campaign_id, state, n FROM contact_count
            UNION ALL SELECT campaign_id, state, n FROM contact_count_delta) x GROUP BY 1, 2) c
        FULL JOIN (SELECT campaign_id, state, count(*) AS n FROM contact_state GROUP BY 1, 2) s
            USING (campaign_id, state)
        WHERE coalesce(c.n, 0) <> coalesce(s.n, 0)""",
    "the history does not end in the contact's state": """
        SELECT s.contact_id, s.state FROM contact_state s WHERE s.state IS DISTINCT FROM (
            SELECT t.to_state FROM transition t WHERE t.contact_id = s.contact_id ORDER BY t.id DESC LIMIT 1)""",
    "the history has a gap": """
        SELECT * FROM (SELECT contact_id, id, from_state,
            lag(to_state, 1, 0::smallint) OVER (PARTITION BY contact_id ORDER BY id) AS before FROM transition) t
        WHERE from_state <> before""",
    "a call is open for a contact that waits for none": """
        SELECT a.id, a.contact_id, s.state FROM attempt a JOIN contact_state s USING (contact_id)
        WHERE a.ended_at IS NULL AND NOT a.hangup_wish AND s.state NOT IN (2, 3, 5, 6)""",
    "more counted attempts than the campaign allows": """
        SELECT a.contact_id, count(*) FROM attempt a JOIN campaign k ON k.id = a.campaign_id
        WHERE a.counted GROUP BY a.contact_id, k.max_attempts HAVING count(*) > k.max_attempts""",
    "more uncounted faults than the campaign allows": """
        SELECT s.contact_id, s.faults FROM contact_state s JOIN campaign k ON k.id = s.campaign_id
        WHERE s.faults > k.max_faults""",
    "the contact's count of attempts is not that of its attempts": """
        SELECT s.contact_id, s.attempts, a.n FROM contact_state s
        JOIN (SELECT contact_id, count(*) FILTER (WHERE counted) AS n FROM attempt WHERE ended_at IS NOT NULL
              GROUP BY contact_id) a USING (contact_id)
        WHERE s.state NOT IN (6, 7) AND s.attempts <> a.n AND NOT EXISTS (
            SELECT FROM attempt o WHERE o.contact_id = s.contact_id AND o.ended_at IS NULL)""",
    "two calls to one number at once": """
        SELECT a.id, b.id FROM attempt a JOIN attempt b ON a.e164 = b.e164 AND a.tenant_id = b.tenant_id
            AND a.id < b.id AND b.originated_at < coalesce(a.ended_at, 'infinity')
        WHERE a.originated_at IS NOT NULL""",
}
AT_REST = {
    "an attempt is open": "SELECT id, contact_id, client_leg, operator_leg, gated FROM attempt WHERE ended_at IS NULL",
    "a contact is on its way": "SELECT contact_id, state FROM contact_state WHERE state IN (2, 3, 4, 5, 6, 7)",
}


class Store:
    """The database of a fleet, over one connection that is made again when it was lost."""

    def __init__(self, database):
        self.database = database
        self._connection = None

    def close(self):
        if self._connection:
            self._connection.close()
        self._connection = None

    def rows(self, sql, params=None):
        for last in (False, True):
            try:
                if not self._connection:
                    self._connection = self.database.connect()
                    with self._connection.cursor() as cursor:
                        cursor.execute("SET search_path = navolat")
                with self._connection.cursor() as cursor:
                    cursor.execute(sql, params)
                    return cursor.fetchall()
            except psycopg2.Error:
                self.close()
                if last:
                    raise
        return None

    def value(self, sql, params=None):
        found = self.rows(sql, params)
        return found[0][0] if found else None

    def owner_pid(self):
        """Process id of the exchange's owner; None while its lease is over."""
        name = self.value("SELECT p.name FROM exchange e JOIN process p ON p.id = e.owner"
                          " WHERE e.lease_until > clock_timestamp()")
        return int(name.rpartition(":")[2]) if name else None

    def state(self, contact):
        return self.value("SELECT state FROM contact_state WHERE contact_id = %s", (contact,))

    def attempts(self, contact):
        """(outcome, counted, ended) of its attempts, oldest first."""
        return self.rows("SELECT outcome, counted, ended_at IS NOT NULL FROM attempt WHERE contact_id = %s ORDER BY id",
                         (contact,))

    def check(self, at_rest=False):
        for what, sql in {**ALWAYS, **(AT_REST if at_rest else {})}.items():
            found = self.rows(sql)
            assert not found, f"{what}: {len(found)} rows, such as {found[:5]}"

    def check_calls(self, placed):
        """D3: every call has its row, made for this contact and number, that does not say it was never sent."""
        known = {row[0]: row[1:] for row in self.rows("SELECT id, contact_id, e164, gated, not_sent FROM attempt")}
        for call in placed:
            assert call.attempt in known, f"{call} has no attempt"
            assert known[call.attempt] == (call.contact, call.number, True, False), f"{call}: {known[call.attempt]}"
