import { isSigned } from "../../../signed-delivery";

export const GET = (): Response => new Response("ok");

/** The least that a webhook in Next can do: read the body, look at the signature. */
export async function POST(request: Request): Promise<Response> {
  const body = Buffer.from(await request.arrayBuffer());
  return new Response(null, { status: isSigned(body, request.headers.get("x-hub-signature-256")) ? 200 : 401 });
}
