// One worker, twice: `/plain` passes requests on, `/annotated` tells why they were refused too.
import { withDiagnosis } from "why401-worker";

/** @type {WebAssembly.Memory | undefined} */
let memory;

const { Instance } = WebAssembly;
/**
 * Stands in for the real one, and keeps its memory in sight.
 *
 * @param {WebAssembly.Module} module
 * @param {WebAssembly.Imports} imports
 */
function Watched(module, imports) {
  const instance = new Instance(module, imports);
  memory = /** @type {WebAssembly.Memory} */ (instance.exports["memory"]);
  return instance;
}
WebAssembly.Instance = /** @type {any} */ (Watched);

const plain = {
  /**
   * @param {Request} request
   * @param {{ ORIGIN: string }} env
   */
  fetch: (request, env) => fetch(new URL(new URL(request.url).pathname, env.ORIGIN), request),
};
const annotated = withDiagnosis(plain, { field: () => true, log: () => {} });

export default {
  /**
   * @param {Request} request
   * @param {{ ORIGIN: string }} env
   */
  fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/stats")
      return Response.json({ ...annotated.stats, memory: memory?.buffer.byteLength });
    return (pathname.startsWith("/annotated") ? annotated : plain).fetch(request, env);
  },
};
