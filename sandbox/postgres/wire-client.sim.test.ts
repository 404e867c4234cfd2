import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SandboxPostgres, startPostgres } from "./start-postgres";
import { cString, frontendMessage, int32, readyState, simpleQuery, syncMessage } from "./wire-messages";

let server: SandboxPostgres;
beforeAll(async () => {
  server = await startPostgres({ host: "127.0.0.1", port: 0, dataDir: null });
}, 60_000);
afterAll(() => server.close());

const int16 = (value: number) => Buffer.from([value >> 8, value & 0xff]);
const parse = (sql: string) => frontendMessage("P", cString(""), cString(sql), int16(0));
const describe = frontendMessage("D", Buffer.from("S"), cString(""));
const bind = frontendMessage("B", cString(""), cString(""), int16(0), int16(0), int16(0));
const execute = frontendMessage("E", cString(""), int32(0));
const startUp = (() => {
  const body = Buffer.concat([
    int32(196608),
    cString("user"),
    cString("concierge"),
    cString("database"),
    cString("any"),
    Buffer.from([0]),
  ]);
  return Buffer.concat([int32(body.length + 4), body]);
})();

type Raw = { socket: Socket; ask(...messages: Buffer[]): Promise<Buffer> };

/** A client that sends what it is told, and reads until ReadyForQuery. */
async function openRaw(): Promise<Raw> {
  const socket = connect(server.port, "127.0.0.1");
  const ask = async (...messages: Buffer[]): Promise<Buffer> => {
    socket.write(Buffer.concat(messages));
    let answer = Buffer.alloc(0);
    while (readyState(answer) === undefined) answer = Buffer.concat([answer, (await once(socket, "data"))[0]]);
    return answer;
  };
  socket.write(Buffer.concat([int32(8), int32(80877103)]));
  expect(String((await once(socket, "data"))[0])).toBe("N");
  await ask(startUp);
  return { socket, ask };
}

test("an unnamed statement is still there after somebody else had the session", async () => {
  const [one, two] = [await openRaw(), await openRaw()];
  await one.ask(parse("select 'of one'"), describe, syncMessage);
  await two.ask(parse("select 'of two'"), bind, execute, syncMessage);
  await two.ask(simpleQuery("select 1"));
  const answer = (await one.ask(bind, execute, syncMessage)).toString("latin1");
  expect(answer).toContain("of one");
  expect(answer).not.toContain("ERROR");
  one.socket.destroy();
  two.socket.destroy();
});

test("two queries and a goodbye in one packet are each answered, also of a statement that somebody else displaced", async () => {
  const [client, other] = [await openRaw(), await openRaw()];
  await client.ask(parse("select 'of before'"), syncMessage);
  await other.ask(parse("select 'of another'"), syncMessage);
  const again = [describe, bind, execute, syncMessage];
  const fresh = [parse("select 'of now'"), bind, execute, syncMessage];
  client.socket.write(Buffer.concat([...again, ...fresh, frontendMessage("X")]));
  const answer: Buffer[] = [];
  client.socket.on("data", (bytes) => answer.push(bytes));
  await once(client.socket, "end");
  const text = Buffer.concat(answer).toString("latin1");
  expect(text.match(/of (before|another|now)/g)).toEqual(["of before", "of now"]);
  // ParseComplete is of the one that the client parsed; ReadyForQuery of both.
  expect(text.split("1\0\0\0\x04")).toHaveLength(2);
  expect(text.split("Z\0\0\0\x05I")).toHaveLength(3);
  other.socket.destroy();
});

test("a client that dies before its Sync leaves the session usable", async () => {
  const [dying, other] = [await openRaw(), await openRaw()];
  dying.socket.write(Buffer.concat([parse("select 'half'"), bind]));
  // Its answer shows that it holds the session.
  dying.socket.write(frontendMessage("H"));
  await once(dying.socket, "data");
  const waiting = other.ask(simpleQuery("select 'whole'"));
  dying.socket.destroy();
  expect((await waiting).toString("latin1")).toContain("whole");
  other.socket.destroy();
});

test("after an error in an extended query everything up to Sync is skipped, once", async () => {
  const client = await openRaw();
  const answer = await client.ask(parse("select nonsense"), bind, execute, syncMessage);
  expect(answer.toString("latin1").match(/C42703/g)).toHaveLength(1);
  expect(readyState(answer)).toBe("I");
  expect((await client.ask(simpleQuery("select 'fine'"))).toString("latin1")).toContain("fine");
  client.socket.destroy();
});

test("a CancelRequest is let in and ignored, rubbish is refused", async () => {
  const cancel = connect(server.port, "127.0.0.1");
  cancel.write(Buffer.concat([int32(16), int32(80877102), int32(1), int32(0)]));
  await once(cancel.resume(), "close");
  const rubbish = connect(server.port, "127.0.0.1");
  rubbish.write("GET / HTTP/1.1\r\n\r\n".padEnd(2000, "x"));
  rubbish.resume();
  rubbish.end();
  await once(rubbish, "close");
  const client = await openRaw();
  expect((await client.ask(simpleQuery("select 'alive'"))).toString("latin1")).toContain("alive");
  client.socket.destroy();
});
