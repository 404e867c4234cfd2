import { environment } from "../../lib/env/environment";
import { isLoopback } from "../../lib/env/read-environment";

export const dynamic = "force-dynamic";

export default function HomePage() {
  const { META_GRAPH_URL } = environment();
  return (
    <main className="mx-auto flex min-h-dvh max-w-xl flex-col justify-center gap-6 px-6 py-12">
      <h1 className="font-semibold text-4xl tracking-tight">Concierge</h1>
      <p className="text-lg">Answers a small business’s customers on WhatsApp, by rules that the owner orders.</p>
      {isLoopback(META_GRAPH_URL) ? (
        <p>
          <a className="font-medium underline underline-offset-4" href={META_GRAPH_URL}>
            Open the sandbox phone
          </a>{" "}
          and write to the demo salon. It stands in for WhatsApp; no message leaves this machine.
        </p>
      ) : (
        <p>This server answers the numbers that are connected to it.</p>
      )}
    </main>
  );
}
