import type { Socket } from "node:net";
import type { SessionGate } from "./session-gate";
import {
  backendMessage,
  cString,
  errorResponse,
  errorText,
  frontendMessage,
  int32,
  mayChangeRole,
  readyState,
  requestCode,
  simpleQuery,
  startUpParameters,
  statementUse,
  syncMessage,
} from "./wire-messages";

/** Runs frontend messages on the session and returns all that the backend answers to them. */
export type Execute = (messages: Buffer) => Promise<Buffer>;

export type WireShared = {
  execute: Execute;
  gate: SessionGate<WireClient>;
  serverVersion: string;
  /** Who used the session last: the unnamed statement is theirs. */
  lastHolder: WireClient | undefined;
  /** The statements that made the session act as whom it acts as now; undefined when a client may have changed that. */
  actsAs: string | undefined;
};

/** Users who own everything, as in a server that was made for one of them; any other has to be a role of the database. */
const OWNERS: readonly string[] = ["concierge", "postgres"];

const TERMINATE = 0x58;
/** Query, Sync and FunctionCall: each is answered up to ReadyForQuery. */
const ENDS_WITH_READY: readonly number[] = [0x51, 0x53, 0x46];

/**
 * One connection of the listener. It holds the session from its first message until ReadyForQuery says idle.
 * The session's prepared statements outlive that, so each client's names get a prefix of its own; there is only one
 * unnamed statement, so the client's is parsed again if somebody else had the session in between.
 */
export class WireClient {
  readonly #socket: Socket;
  readonly #shared: WireShared;
  readonly #id: number;
  readonly #statements = new Set<string>();
  #received: Buffer = Buffer.alloc(0);
  #started = false;
  /** What makes the session act as this client's user and role. */
  #login = "";
  #unnamedParse: Buffer | undefined;
  #unnamedLost = false;
  #transaction = "I";
  #busy: Promise<void> = Promise.resolve();
  #gone = false;

  constructor(socket: Socket, shared: WireShared, id: number) {
    this.#socket = socket;
    this.#shared = shared;
    this.#id = id;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
      this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
      this.#busy = this.#busy.then(() => this.#work()).catch((error: unknown) => this.#fail(error));
    });
    // A dead client is noticed by `close`, which always follows.
    socket.on("error", () => undefined);
    socket.on("close", () => this.#leave());
  }

  /** Resolves when the client has been cleaned up after. */
  async end(): Promise<void> {
    this.#socket.destroy();
    this.#leave();
    await this.#busy;
  }

  #leave(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#shared.gate.forget(this);
    this.#busy = this.#busy
      .then(() => this.#tidy())
      .catch((error: unknown) => console.error("postgres: after a client left:", error))
      .finally(() => this.#shared.gate.release(this));
  }

  async #work(): Promise<void> {
    while (!this.#gone) {
      const message = this.#nextMessage();
      if (!message) return;
      if (!this.#started) this.#startUp(message);
      else if (message[0] === TERMINATE) this.#socket.end();
      else await this.#run(this.#upToAnswer(message));
    }
  }

  /**
   * The message, and those that are here already and belong to the same answer. Run and answered one by one, a query was
   * five of each, and the packets took more processor time than the database.
   */
  #upToAnswer(first: Buffer): Buffer[] {
    const messages = [first];
    for (let last = first; !ENDS_WITH_READY.includes(last[0] ?? 0); ) {
      if (this.#received[0] === TERMINATE) break;
      const next = this.#nextMessage();
      if (!next) break;
      messages.push(next);
      last = next;
    }
    return messages;
  }

  #nextMessage(): Buffer | undefined {
    const head = this.#started ? 1 : 0;
    if (this.#received.length < head + 4) return undefined;
    const length = head + this.#received.readInt32BE(head);
    if (length < head + 4) throw new Error("impossible message length");
    if (this.#received.length < length) return undefined;
    const message = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return message;
  }

  #startUp(message: Buffer): void {
    const code = message.length >= 8 ? message.readInt32BE(4) : 0;
    if (code === requestCode.ssl || code === requestCode.gssEncryption) {
      this.#socket.write("N");
      return;
    }
    if (code === requestCode.cancel) {
      this.#socket.end();
      return;
    }
    if (code >> 16 !== 3) throw new Error(`protocol ${code >> 16}.${code & 0xffff} is not spoken here`);
    this.#started = true;
    this.#login = loginOf(startUpParameters(message));
    const parameters = {
      server_version: this.#shared.serverVersion,
      server_encoding: "UTF8",
      client_encoding: "UTF8",
      DateStyle: "ISO, MDY",
      TimeZone: "UTC",
      integer_datetimes: "on",
      standard_conforming_strings: "on",
    };
    this.#socket.write(
      Buffer.concat([
        backendMessage("R", int32(0)),
        ...Object.entries(parameters).map(([name, value]) => backendMessage("S", cString(name), cString(value))),
        backendMessage("K", int32(this.#id), int32(0)),
        backendMessage("Z", Buffer.from("I")),
      ]),
    );
  }

  async #run(messages: readonly Buffer[]): Promise<void> {
    const { gate } = this.#shared;
    if (!(await gate.acquire(this))) return;
    if (this.#gone) return; // #leave releases
    if (this.#shared.lastHolder !== this) {
      this.#unnamedLost = true;
      if (!(await this.#actAsMyself())) return;
      this.#shared.lastHolder = this;
    }
    if (messages.some(mayChangeRole)) this.#shared.actsAs = undefined;
    const output = await this.#shared.execute(Buffer.concat(await this.#own(messages)));
    if (output.length > 0 && !this.#gone) this.#socket.write(output);
    const state = readyState(output);
    if (state === undefined) {
      this.#transaction = "pending"; // in the middle of an extended query: the session stays here
      return;
    }
    this.#transaction = state;
    if (state === "I") gate.release(this);
  }

  /** The one session acts as whoever has it now. False: this client may not be whom it says, and is told. */
  async #actAsMyself(): Promise<boolean> {
    const shared = this.#shared;
    if (shared.actsAs === this.#login) return true;
    const problem = errorText(await shared.execute(simpleQuery(this.#login)));
    shared.actsAs = problem === undefined ? this.#login : undefined;
    if (problem === undefined) return true;
    shared.lastHolder = undefined;
    shared.gate.release(this);
    this.#socket.end(errorResponse({ severity: "FATAL", code: "28000", message: problem }));
    return false;
  }

  /** The messages with the client's own statement names, after the unnamed statement has been restored if need be. */
  async #own(messages: readonly Buffer[]): Promise<Buffer[]> {
    const uses = messages.map((message) => statementUse(message));
    const unnamed = uses.find((use) => use?.name === "");
    if (unnamed !== undefined && unnamed.kind !== "parse" && this.#unnamedLost && this.#unnamedParse) {
      this.#unnamedLost = false;
      await this.#shared.execute(this.#unnamedParse);
    }
    return messages.map((message, index) => {
      const use = uses[index];
      if (use === undefined) return message;
      if (use.name === "") {
        if (use.kind !== "parse") return message;
        this.#unnamedParse = Buffer.from(message);
        this.#unnamedLost = false;
        return message;
      }
      const name = `client_${this.#id}_${use.name}`;
      if (use.kind === "parse") this.#statements.add(name);
      if (use.kind === "close") this.#statements.delete(name);
      return use.renamed(name);
    });
  }

  /** Leaves the session as the next client expects it: no transaction, no statements of this one. */
  async #tidy(): Promise<void> {
    const { gate, execute } = this.#shared;
    const held = gate.holds(this);
    if (held && this.#transaction === "pending") this.#transaction = readyState(await execute(syncMessage)) ?? "E";
    if (held && this.#transaction !== "I") await execute(simpleQuery("ROLLBACK"));
    if (this.#statements.size === 0) return;
    await gate.acquire(this);
    for (const name of this.#statements) await execute(frontendMessage("C", Buffer.from("S"), cString(name)));
    await execute(syncMessage);
  }

  #fail(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    if (!this.#gone) this.#socket.end(errorResponse({ severity: "FATAL", code: "08P01", message: text }));
    else console.error("postgres:", text);
  }
}

/** Like a login: the user, unless it owns everything, then a role that the start-up's options ask for (`-c role=…`). */
function loginOf(parameters: ReadonlyMap<string, string>): string {
  const user = parameters.get("user") ?? "";
  const role = /-c\s*role=(\S+)/.exec(parameters.get("options") ?? "")?.[1];
  return [
    // By its name: `DEFAULT` leaves PGlite's session as it is.
    `SET SESSION AUTHORIZATION ${OWNERS.includes(user) ? "postgres" : quoted(user)}`,
    role === undefined ? "RESET ROLE" : `SET ROLE ${quoted(role)}`,
  ].join("; ");
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
