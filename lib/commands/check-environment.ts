import { environment } from "@/lib/env/environment";
import { runCommand } from "./run-command";

/** Names every variable that is missing or wrong, before anything is started with them. */
await runCommand(
  process.argv.includes("--json"),
  async () => Object.keys(environment()).length,
  () => "no setting is missing or wrong",
);
