import { createServer } from "node:net";
import { expect, it } from "vitest";
import { UpstreamError } from "@/lib/core/errors";
import { createSendMail } from "./send-mail";

const mail = { to: "owner@example.com", subject: "s", text: "t", html: "<p>t</p>" };

it("says that the mail server did not take it, without a word of whom it was for", async () => {
  const server = createServer((socket) => socket.end("554 go away owner@example.com\r\n"));
  const port = await new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    }),
  );
  const failure = await createSendMail(
    `smtp://127.0.0.1:${port}`,
    "app@example.com",
    "https://app.example",
  )(mail).catch((error) => error);
  server.close();
  expect(failure).toBeInstanceOf(UpstreamError);
  expect(String(failure)).not.toContain("owner@example.com");
});
