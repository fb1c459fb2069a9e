// A worker under test: passes requests on to the origin, and tells what was done with WebAssembly meanwhile.
import { addPack, diagnoseExchange } from "why401/edge";
import { withDiagnosis } from "why401-worker";

const state = { instances: 0, calls: 0, records: [], errors: [] };
let isBroken = false;
/** @type {WebAssembly.Memory | undefined} */
let memory;

const { Instance } = WebAssembly;
/**
 * Stands in for the real one, and counts.
 *
 * @param {WebAssembly.Module} module
 * @param {WebAssembly.Imports} imports
 */
function Watched(module, imports) {
  if (isBroken) throw new Error("the module is broken");
  state.instances += 1;
  /** @type {any} */
  const { exports } = new Instance(module, imports);
  memory = exports.memory;
  /** @param {unknown[]} input */
  const diagnose = (...input) => {
    state.calls += 1;
    return exports.diagnose(...input);
  };
  return { exports: { ...exports, diagnose } };
}
WebAssembly.Instance = /** @type {any} */ (Watched);

/** @type {Record<string, () => boolean | Promise<boolean>>} */
const guards = {
  allows: () => true,
  refuses: () => Promise.resolve(false),
  throws: () => {
    throw new Error("the guard is broken");
  },
  hangs: () => new Promise(() => {}),
};

const diagnosing = withDiagnosis(
  {
    /**
     * @param {Request} request
     * @param {{ ORIGIN: string }} env
     */
    fetch(request, env) {
      const { pathname } = new URL(request.url);
      return fetch(new URL(pathname, env.ORIGIN), request);
    },
  },
  {
    field: (request) => guards[request.headers.get("x-guard") ?? "refuses"]?.() ?? false,
    log: (record) => void state.records.push(/** @type {never} */ (record)),
    budget: 1000,
    onError: (error) => void state.errors.push(/** @type {never} */ (String(error))),
  },
);

/** @type {Record<string, (request: Request) => unknown>} */
const orders = {
  "/.state": () => ({ ...state, stats: diagnosing.stats }),
  "/.break": () => (isBroken = true),
  "/.mend": () => (isBroken = false),
  // With its memory spoilt, whatever the module does next goes wrong.
  "/.spoil": () => new Uint8Array(memory?.buffer ?? []).fill(0xff).length,
  "/.add-pack": async (request) => {
    try {
      addPack(new Uint8Array(await request.arrayBuffer()));
      return "added";
    } catch (error) {
      return String(error);
    }
  },
  "/.diagnose": async (request) => diagnoseExchange(await request.json()),
};

export default {
  ...diagnosing,
  /**
   * @param {Request} request
   * @param {{ ORIGIN: string }} env
   */
  async fetch(request, env) {
    const order = orders[new URL(request.url).pathname];
    return order ? Response.json(await order(request)) : diagnosing.fetch(request, env);
  },
};
