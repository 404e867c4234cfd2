import { connect, createServer, type Server, type Socket } from "node:net";

/**
 * What went over the line so far: statements that carry the transaction, those that say whose rows they are about, all
 * others; and how often the client had to wait for the server. Statements that go out together are one wait.
 */
export type StatementCounts = { transaction: number; scope: number; work: number; roundTrips: number };

const TRANSACTION = /^\s*(begin|commit|rollback|start transaction|savepoint|release|set transaction)\b/i;
const SCOPE = /^\s*(select\s+(pg_catalog\.)?set_config\s*\(|set\s+(local\s+)?role\b)/i;

/** A start-up packet has no letter before its length. */
const STARTUP = "";

/** Cuts a stream of Postgres' protocol into its messages. */
class Messages {
  private held: Buffer = Buffer.alloc(0);

  constructor(
    private started: boolean,
    private readonly take: (letter: string, body: Buffer) => void,
  ) {}

  feed(bytes: Buffer): void {
    this.held = this.held.length > 0 ? Buffer.concat([this.held, bytes]) : bytes;
    for (;;) {
      const head = this.started ? 1 : 0;
      if (this.held.length < head + 4) return;
      const length = head + this.held.readInt32BE(head);
      if (this.held.length < length) return;
      const letter = head ? this.held.toString("latin1", 0, 1) : STARTUP;
      const body = this.held.subarray(head + 4, length);
      this.held = this.held.subarray(length);
      this.started = true;
      this.take(letter, body);
    }
  }
}

/** The texts that end in a zero byte, from the beginning of a message. */
const words = (body: Buffer, count: number): string[] => body.toString("utf8").split("\0", count);

/** One connection: which statement each execution runs, and whether an answer is under way. */
class Conversation {
  private readonly texts = new Map<string, string>();
  private readonly portals = new Map<string, string>();
  private unanswered = 0;
  private sending = false;

  constructor(private readonly counts: StatementCounts) {}

  fromClient(letter: string, body: Buffer): void {
    if (letter === STARTUP || letter === "p" || letter === "X") return;
    if (!this.sending && this.unanswered === 0) this.counts.roundTrips += 1;
    this.sending = true;
    if (letter === "P") {
      const [name = "", text = ""] = words(body, 2);
      this.texts.set(name, text);
    } else if (letter === "B") {
      const [portal = "", statement = ""] = words(body, 2);
      this.portals.set(portal, this.texts.get(statement) ?? "");
    } else if (letter === "E") this.count(this.portals.get(words(body, 1)[0] ?? "") ?? "");
    else if (letter === "Q") this.count(words(body, 1)[0] ?? "");
    if (letter !== "S" && letter !== "Q") return;
    this.sending = false;
    this.unanswered += 1;
  }

  fromServer(letter: string): void {
    // The first one ends the start-up.
    if (letter === "Z") this.unanswered = Math.max(0, this.unanswered - 1);
  }

  private count(text: string): void {
    const kind = TRANSACTION.test(text) ? "transaction" : SCOPE.test(text) ? "scope" : "work";
    this.counts[kind] += 1;
  }
}

/** A line to Postgres that counts what is asked. Too slow to be measured over, for its every byte is read here. */
export class StatementLine {
  private readonly counts: StatementCounts = { transaction: 0, scope: 0, work: 0, roundTrips: 0 };
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  constructor(private readonly postgresPort: number) {
    this.server = createServer((client) => this.join(client));
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, "127.0.0.1", () => resolve());
    });
  }

  read(): StatementCounts {
    return { ...this.counts };
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private join(client: Socket): void {
    const server = connect({ port: this.postgresPort, host: "127.0.0.1", noDelay: true });
    client.setNoDelay(true);
    const conversation = new Conversation(this.counts);
    const asked = new Messages(false, (letter, body) => conversation.fromClient(letter, body));
    const answered = new Messages(true, (letter) => conversation.fromServer(letter));
    client.on("data", (bytes) => asked.feed(bytes));
    server.on("data", (bytes) => answered.feed(bytes));
    client.pipe(server);
    server.pipe(client);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(one);
      one.on("error", () => one.destroy());
      one.on("close", () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }
}
