// A worker in front of an origin, ready to deploy: passes requests on, and tells why authentication failed.
import { withDiagnosis } from "./with-diagnosis.js";

/** What the deployment sets. */
interface Env {
  /** The origin, for example `https://intranet.example`. Without it, requests go where their URLs say. */
  ORIGIN?: string;
  /** A secret. Who sends it in the field `Why401-Key` sees the response field; without it, nobody does. */
  WHY401_KEY?: string;
}

const KEY_FIELD = "Why401-Key";

export default withDiagnosis({ fetch: forward }, { field: hasKey });

/** Passes the request on. The key is not for the origin. */
function forward(request: Request, { ORIGIN }: Env): Promise<Response> {
  if (!ORIGIN && !request.headers.has(KEY_FIELD)) return fetch(request);
  const url = new URL(request.url);
  // One by one: a path such as `//elsewhere/` must not name the host.
  if (ORIGIN)
    ({ protocol: url.protocol, hostname: url.hostname, port: url.port } = new URL(ORIGIN));
  const forwarded = new Request(url, request);
  forwarded.headers.delete(KEY_FIELD);
  return fetch(forwarded, { redirect: "manual" });
}

/** Compares digests, so that the time taken tells nothing of the key. */
async function hasKey(request: Request, { WHY401_KEY }: Env): Promise<boolean> {
  const given = request.headers.get(KEY_FIELD);
  if (!WHY401_KEY || !given) return false;
  const [one, other] = await Promise.all([digest(given), digest(WHY401_KEY)]);
  return one.every((byte, index) => byte === other[index]);
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}
