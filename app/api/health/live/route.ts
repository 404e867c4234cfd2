export const dynamic = "force-dynamic";

/** The process runs and answers. Asks nobody else. */
export function GET(): Response {
  return Response.json({ status: "live" });
}
