// Keeps the page's own files, so that it opens without a network too. It sees requests for files of
// this page only, never what is pasted.
/// <reference lib="webworker" />

/** Filled in by the build: every file of the page, and a name that changes with any of them. */
declare const OFFLINE_FILES: readonly string[];
declare const OFFLINE_CACHE: string;

const worker = self as unknown as ServiceWorkerGlobalScope;

worker.addEventListener("install", (event) => {
  event.waitUntil(keepFiles());
});
worker.addEventListener("activate", (event) => {
  event.waitUntil(dropOldFiles());
});
worker.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET" || new URL(url).origin !== worker.location.origin) return;
  event.respondWith(mode === "navigate" ? newestPage(event.request) : keptFile(event.request));
});

async function keepFiles(): Promise<void> {
  const cache = await caches.open(OFFLINE_CACHE);
  await cache.addAll(OFFLINE_FILES);
  await worker.skipWaiting();
}

async function dropOldFiles(): Promise<void> {
  // Other pages of the same origin have caches of their own.
  const ours = (await caches.keys()).filter((name) => name.startsWith("why401-"));
  const old = ours.filter((name) => name !== OFFLINE_CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** The page itself has one name for all its versions: the network's is newer than what was kept. */
async function newestPage(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return keptFile(new Request("./"));
  }
}

/** All other files have names that change with what is in them. */
async function keptFile(request: Request): Promise<Response> {
  const cache = await caches.open(OFFLINE_CACHE);
  // The same file for everyone, whatever a server's Vary says.
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request);
}
