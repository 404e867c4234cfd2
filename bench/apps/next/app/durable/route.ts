import { keepDelivery } from "../../../keep-delivery";
import { isSigned } from "../../../signed-delivery";

/** The same with one insert before the answer. */
export async function POST(request: Request): Promise<Response> {
  const body = Buffer.from(await request.arrayBuffer());
  if (!isSigned(body, request.headers.get("x-hub-signature-256"))) return new Response(null, { status: 401 });
  await keepDelivery(body);
  return new Response(null, { status: 200 });
}
