import { connect, createServer, type Server, type Socket } from "node:net";

/**
 * A line between a process and the servers behind it, on a port of its own. Every connection goes to the first target
 * that accepts it, starting with another one each time. A test can cut the line (connections die, new ones are refused)
 * and hold it (bytes towards the server wait; when the client dies, so does the server's side, and they are lost).
 */
export class TcpLine {
  private readonly sockets = new Set<Socket>();
  private readonly waiting: { upstream: Socket; bytes: Buffer }[] = [];
  private server: Server | undefined;
  private holding = false;
  private turn = 0;
  private boundTo = 0;

  constructor(private readonly targets: () => readonly number[]) {}

  get port(): number {
    return this.boundTo;
  }

  /** Bytes that wait on a held line. */
  get heldBytes(): number {
    return this.waiting.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** Listens; again on the same port after a cut. */
  async open(): Promise<void> {
    if (this.server) return;
    const server = createServer((client) => this.connect(client));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.boundTo, "127.0.0.1", () => resolve());
    });
    const address = server.address();
    if (typeof address === "object" && address !== null) this.boundTo = address.port;
    this.server = server;
  }

  async cut(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    this.release();
    const closed = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  hold(): void {
    this.holding = true;
  }

  release(): void {
    this.holding = false;
    for (const { upstream, bytes } of this.waiting.splice(0)) upstream.write(bytes);
  }

  private connect(client: Socket): void {
    const targets = this.targets();
    const start = this.turn++ % Math.max(1, targets.length);
    this.reach(client, [...targets.slice(start), ...targets.slice(0, start)]);
  }

  private reach(client: Socket, [port, ...others]: readonly number[]): void {
    if (port === undefined) return void client.destroy();
    const upstream = connect({ port, host: "127.0.0.1", noDelay: true });
    upstream.once("error", () => {
      if (upstream.connecting || upstream.bytesRead + upstream.bytesWritten > 0) client.destroy();
      else this.reach(client, others);
    });
    upstream.once("connect", () => this.join(client, upstream));
  }

  private join(client: Socket, upstream: Socket): void {
    client.setNoDelay(true);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(one);
      one.on("error", () => one.destroy());
      one.on("close", () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
    client.on("data", (bytes) => {
      if (this.holding) this.waiting.push({ upstream, bytes });
      else upstream.write(bytes);
    });
    client.on("end", () => upstream.end());
    upstream.pipe(client);
  }
}
