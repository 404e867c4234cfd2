import pg from "pg";

/** An inbound message as Postgres has it, with the turn that holds it. */
export type InboundRow = {
  inbound_id: string;
  sender_id: string;
  created_at: Date;
  /** Why the message alone opened no turn. */
  row_reason: string | null;
  turn_id: string | null;
  outcome: string | null;
  reason: string | null;
  rule_id: string | null;
  opened_at: Date | null;
  released_at: Date | null;
  closed_at: Date | null;
  sent_twice: boolean | null;
};

/** Reads the stack's database from outside, past every line that a test may cut. */
export class StackRecords {
  private readonly pool: pg.Pool;

  constructor(databaseUrl: string) {
    this.pool = new pg.Pool({ connectionString: databaseUrl, max: 1, options: "-c TimeZone=UTC" });
    // A test kills the database: an idle connection's end is no news.
    this.pool.on("error", () => undefined);
  }

  async inbound(messageIds: readonly string[]): Promise<InboundRow[]> {
    const { rows } = await this.pool.query<InboundRow>(
      `SELECT m.inbound_id, m.sender_id, m.created_at, m.reason AS row_reason, m.turn_id,
              t.outcome, t.reason, t.rule_id, t.opened_at, t.released_at, t.closed_at, t.sent_twice
       FROM messages m LEFT JOIN turns t ON t.id = m.turn_id
       WHERE m.direction = 'inbound' AND m.inbound_id = ANY($1)`,
      [messageIds],
    );
    return rows;
  }

  /** How many of these messages are recorded with an end: a closed turn, or a reason of their own. */
  async closedCount(messageIds: readonly string[]): Promise<number> {
    const { rows } = await this.pool.query<{ closed: number }>(
      `SELECT count(*)::int AS closed FROM messages m LEFT JOIN turns t ON t.id = m.turn_id
       WHERE m.direction = 'inbound' AND m.inbound_id = ANY($1) AND (m.reason IS NOT NULL OR t.closed_at IS NOT NULL)`,
      [messageIds],
    );
    return rows[0]?.closed ?? 0;
  }

  /** States of the attempts of the turns that hold these messages. */
  async attempts(messageIds: readonly string[]): Promise<{ attempt: number; state: string }[]> {
    const { rows } = await this.pool.query<{ attempt: number; state: string }>(
      `SELECT attempt, state FROM messages WHERE direction = 'outbound' AND turn_id IN
         (SELECT turn_id FROM messages WHERE direction = 'inbound' AND inbound_id = ANY($1))
       ORDER BY attempt`,
      [messageIds],
    );
    return rows;
  }

  /** A digest of each table's rows, by its name. */
  async fingerprints(): Promise<Record<string, string>> {
    const { rows: tables } = await this.pool.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    );
    const digests: Record<string, string> = {};
    for (const { name } of tables) {
      const { rows } = await this.pool.query<{ digest: string | null }>(
        `SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) AS digest FROM "${name}" t`,
      );
      digests[name] = rows[0]?.digest ?? "";
    }
    return digests;
  }

  /** Brings a session two days nearer to its end, so that it is due to be prolonged. */
  async ageSession(token: string): Promise<void> {
    await this.pool.query("UPDATE sessions SET expires = expires - interval '2 days' WHERE session_token = $1", [
      token,
    ]);
  }

  /** Makes these messages and their turns older, as if they had come so many days earlier. */
  async ageTurns(messageIds: readonly string[], days: number): Promise<void> {
    await this.pool.query(
      `WITH named AS (
         SELECT turn_id FROM messages WHERE direction = 'inbound' AND inbound_id = ANY($1)),
       turned AS (
         UPDATE turns SET opened_at = opened_at - $2 * interval '1 day', released_at = released_at - $2 * interval '1 day',
           closed_at = closed_at - $2 * interval '1 day' WHERE id IN (SELECT turn_id FROM named))
       UPDATE messages SET created_at = created_at - $2 * interval '1 day', sent_at = sent_at - $2 * interval '1 day'
       WHERE turn_id IN (SELECT turn_id FROM named)`,
      [messageIds, days],
    );
  }

  /** Leaves a tenant so many credits, as an operator's correction would. */
  async leaveCredits(slug: string, credits: number): Promise<void> {
    await this.pool.query(
      `WITH changed AS (
         UPDATE credit_balances b SET balance = $2::int FROM tenants t, credit_balances old
         WHERE t.slug = $1 AND b.tenant_id = t.id AND old.tenant_id = t.id AND b.balance <> $2::int
         RETURNING b.tenant_id, b.balance - old.balance AS amount)
       INSERT INTO credit_entries (tenant_id, kind, amount, balance_after, reference, created_at)
       SELECT tenant_id, 'adjustment', amount, $2::int, gen_random_uuid()::text, now() FROM changed`,
      [slug, credits],
    );
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
