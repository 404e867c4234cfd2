import type { NextRequest } from "next/server";
import { answerAuth } from "@/lib/web/auth/auth-route";
import { application } from "@/lib/wiring/application";

type Context = { params: Promise<{ nextauth: string[] }> };

const answer = (request: NextRequest, context: Context): Promise<Response> =>
  answerAuth(application(), request, context);

export { answer as GET, answer as POST };
