/** Loaded before `next start`, which reads `.env` only once it has chosen its port. Sets PORT where only the file has it. */
import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";

const { PORT } = existsSync(".env") ? parseEnv(readFileSync(".env", "utf8")) : {};
if (PORT && !process.env.PORT) process.env.PORT = PORT;
