import pg from "pg";

/** As many as the product has. */
const CONNECTIONS = 10;

let pool: pg.Pool | undefined;

function connected(): pg.Pool {
  pool ??= new pg.Pool({ connectionString: process.env.DATABASE_URL, max: CONNECTIONS });
  return pool;
}

type Delivery = { id: string; from: string; numberId: string };

/** The message that a delivery brings. */
export function readDelivery(body: Buffer): Delivery {
  const { metadata, messages } = JSON.parse(body.toString()).entry[0].changes[0].value;
  return { id: messages[0].id, from: messages[0].from, numberId: metadata.phone_number_id };
}

/** One row for each message; false if it was there. */
export async function keepDelivery(body: Buffer): Promise<boolean> {
  const { id, from, numberId } = readDelivery(body);
  const { rowCount } = await connected().query({
    name: "keep",
    text: `INSERT INTO compared.deliveries (id, sender_id, recipient_id, created_at) VALUES ($1, $2, $3, now())
           ON CONFLICT (id) DO NOTHING`,
    values: [id, from, numberId],
  });
  return rowCount === 1;
}

/** What became of the answer is kept too. */
export async function keepAnswer(id: string, outboundId: string): Promise<void> {
  const text = "UPDATE compared.deliveries SET outbound_id = $2, answered_at = now() WHERE id = $1";
  await connected().query({ name: "answer", text, values: [id, outboundId] });
}
