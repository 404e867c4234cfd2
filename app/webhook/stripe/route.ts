import { after, type NextRequest } from "next/server";
import { settlePurchases } from "@/lib/web/actions/after-save";
import { receiveStripeEvent } from "@/lib/web/routes/stripe-webhook";
import { application } from "@/lib/wiring/application";

/** Serverless hosts stop the work that follows the answer after this many seconds. */
export const maxDuration = 300;

export async function POST(request: NextRequest): Promise<Response> {
  const app = application();
  const { response, due } = await receiveStripeEvent(app, request);
  if (due) after(() => settlePurchases(app));
  return response;
}
