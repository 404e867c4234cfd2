import { expect, test } from "vitest";
import { startWorkersAi } from "./start-workers-ai";

test("without its encoder vectors and choices among topics fail as a vendor's would, and answers still come", async () => {
  const server = await startWorkersAi({
    host: "127.0.0.1",
    port: 0,
    token: "token",
    encodeTexts: () => Promise.reject(new Error("Cannot find package '@energetic-ai/embeddings'")),
  });
  const run = async (model: string, body: unknown) => {
    const answer = await fetch(`${server.url}/client/v4/accounts/account/ai/run/${model}`, {
      method: "POST",
      headers: { authorization: "Bearer token", "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  };
  try {
    expect(await run("@cf/baai/bge-base-en-v1.5", { text: ["a haircut"], pooling: "cls" })).toMatchObject({
      status: 500,
      body: { result: null, success: false, errors: [{ code: 3043 }] },
    });
    const choice = {
      messages: [
        { role: "system", content: 'Answer {"topic":"1"}' },
        { role: "user", content: "<aaaaaaaa>Booking\nwants to book</aaaaaaaa><aaaaaaaa>a haircut</aaaaaaaa>" },
      ],
    };
    expect(await run("@cf/meta/llama-4-scout-17b-16e-instruct", choice)).toMatchObject({
      status: 500,
      body: { result: null, success: false, errors: [{ code: 3043 }] },
    });
    const chat = { messages: [{ role: "user", content: "a haircut, please" }] };
    expect(await run("@cf/meta/llama-4-scout-17b-16e-instruct", chat)).toMatchObject({
      status: 200,
      body: { success: true },
    });
  } finally {
    await server.close();
  }
});

test("says by which model it compares meanings", async () => {
  const server = await startWorkersAi({ host: "127.0.0.1", port: 0, token: "token" });
  const said = (await (await fetch(`${server.url}/_sandbox`)).json()) as { describe: string };
  await server.close();
  expect(said.describe).toContain("Universal Sentence Encoder lite");
});
