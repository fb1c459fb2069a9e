// A server that refuses in several ways, on this machine.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";

/** The head of the founding trace, which every surface is tested with. */
const trace = readFileSync(
  new URL("../../tests/captures/ntlm-alone-iis5-401/paste.txt", import.meta.url),
  "utf8",
);

const [, traceReason = ""] = /^HTTP\/1\.1 401 (.*)/.exec(trace) ?? [];
const traceFields = trace
  .split(/\r?\n/)
  .slice(1)
  .filter((line) => line !== "")
  .map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
const traceLength = Number(traceFields.find(([name]) => name === "Content-Length")?.[1]);

export const USER = { username: "aladdin", password: "opensesame" };
const BASIC = `Basic ${Buffer.from(`${USER.username}:${USER.password}`).toString("base64")}`;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const ANSWERS: Record<string, Answer> = {
  "/ntlm": (_, response) => {
    response.sendDate = false;
    response.writeHead(401, traceReason, traceFields.flat());
    response.end(" ".repeat(traceLength));
  },
  "/basic": (request, response) => {
    if (request.headers.authorization === BASIC) {
      response.end("let in");
      return;
    }
    response.writeHead(401, { "WWW-Authenticate": 'Basic realm="cave"' }).end("refused");
  },
  "/bearer": (_, response) => {
    const challenge = 'Bearer realm="api", error="invalid_token", error_description="expired"';
    response.writeHead(401, { "WWW-Authenticate": challenge }).end("refused");
  },
  "/two": (_, response) => {
    response
      .writeHead(401, ["WWW-Authenticate", "NTLM", "WWW-Authenticate", 'Bearer realm="api"'])
      .end("refused");
  },
  "/forbidden": (_, response) => {
    response.writeHead(403).end("refused");
  },
  "/plain": (_, response) => {
    response.end("plain");
  },
  "/": (_, response) => {
    response
      .writeHead(200, { "Content-Type": "text/html" })
      .end("<!doctype html><title>it</title>");
  },
};

export interface TestServer {
  address: string;
  close: () => Promise<void>;
}

export async function startServer(): Promise<TestServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split("?", 1)[0] ?? "";
    const answer = ANSWERS[path] ?? ((_: unknown, it: ServerResponse) => it.writeHead(404).end());
    answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it does not listen");
  return {
    address: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed();
        });
        server.closeAllConnections();
      }),
  };
}
