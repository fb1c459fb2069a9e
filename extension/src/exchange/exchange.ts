// One request and its response, as far as the browser lets an extension see them.

/** A field line of a head. A name may stand there more than once. */
export interface Field {
  name: string;
  value: string;
}

export interface Exchange {
  method: string;
  url: string;
  /** When the request was sent and its response's head received, in milliseconds since 1970 in UTC. */
  time: { sent: number; received: number };
  request: {
    fields: readonly Field[];
    /** Whether these are known to be all fields that were sent. */
    isComplete: boolean;
    /** Whether the browser sent it by itself, to answer the challenge of the leg before. */
    isRetry: boolean;
  };
  response: {
    /** `HTTP/1.1`, `HTTP/2` or `HTTP/3`. */
    version: string;
    status: number;
    reason: string;
    fields: readonly Field[];
  };
}

/** Statuses that refuse for want of authentication, or in spite of it. */
const REFUSALS: readonly number[] = [401, 403, 407];

export function isRefusal(status: number): boolean {
  return REFUSALS.includes(status);
}

/** Whether a client that has credentials asks again by itself (RFC 9110 sections 15.5.2 and 15.5.8). */
export function isChallenge(status: number): boolean {
  return status === 401 || status === 407;
}

/** Fields of authentication (RFC 9110 section 11). */
const AUTHENTICATION = /^(proxy-)?(authorization|authentication-info)$|^(www|proxy)-authenticate$/i;

/** Whether it has to do with authentication: it is refused, or a field says so. */
export function isOfInterest({ request, response }: Exchange): boolean {
  const fields = [...request.fields, ...response.fields];
  return isRefusal(response.status) || fields.some(({ name }) => AUTHENTICATION.test(name));
}

/** Fields one by one: browsers join the values of repeated ones with line feeds. */
export function separated(fields: readonly Field[]): Field[] {
  return fields.flatMap(({ name, value }) =>
    value.split("\n").map((one) => ({ name, value: one })),
  );
}

/** The version as a start line has it; browsers also say `http/1.1`, `h2` and `h3`. */
export function versionOf(name: string): string {
  const major = /^(?:http\/|h)([23])/i.exec(name)?.[1];
  return major === undefined ? "HTTP/1.1" : `HTTP/${major}`;
}
