import { connect, createServer } from "node:net";

/** Whether something has `port` on this machine already, on the loopback address of IPv4 or of IPv6. */
export async function isPortTaken(port: number): Promise<boolean> {
  // Listening isn't enough of a test: some systems let 127.0.0.1 listen beside a server on all addresses.
  const answers = await Promise.all([answersAt(port, "127.0.0.1"), answersAt(port, "::1")]);
  return answers.includes(true) || !(await canListen(port, "127.0.0.1"));
}

/** Whether a server accepts connections there. */
export function answersAt(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 1000 });
    const settle = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
    socket.once("timeout", () => settle(false));
  });
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
