/* The agent of one desk: keeps its page and the static files that the page needs, nothing else. Its scope is the
   address of that desk. FACTS is written above by the site: version, files, and the page that holds no data. */

const PAGES = `concertia-room-pages${self.registration.scope}`;
const FILES = `concertia-room-files-${FACTS.version}`;
const DESK = new URL(self.registration.scope).pathname;
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(prepare());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("concertia-room-files-") && name !== FILES) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

async function prepare() {
  const files = await caches.open(FILES);
  await files.addAll(FACTS.files.map((file) => new Request(file, { cache: "reload" })));
  // Without cookies: the page for when nothing else can be shown is nobody's.
  await files.add(new Request(FACTS.offline, { credentials: "omit", cache: "reload" }));
  const page = await fetch(new Request(DESK, { credentials: "same-origin", cache: "no-store" }));
  await keepPage(page);
}

/* Keep the page of this desk, or drop the one kept when the site says that this browser may not see it. */
async function keepPage(response) {
  const pages = await caches.open(PAGES);
  const until = response.headers.get("X-Concertia-Until");
  if (response.ok && !response.redirected && until) {
    await pages.put(DESK, response.clone());
  } else if (response.redirected || response.type === "opaqueredirect" || [401, 403, 404, 410].includes(response.status)) {
    await pages.delete(DESK);
  }
}

function inTime(promise) {
  return Promise.race([
    promise,
    new Promise((_, reject) => { setTimeout(() => reject(new Error("slow")), PATIENCE); }),
  ]);
}

async function page(request) {
  const asked = fetch(request);
  asked.then((response) => keepPage(response.clone())).catch(() => {});
  try {
    return await inTime(asked);
  } catch {
    const pages = await caches.open(PAGES);
    const kept = await pages.match(DESK);
    if (kept && Number(kept.headers.get("X-Concertia-Until")) > Date.now()) return kept;
    if (kept) await pages.delete(DESK);
    const shell = await caches.match(FACTS.offline, { ignoreVary: true });
    return shell ?? asked;
  }
}

async function file(request) {
  const files = await caches.open(FILES);
  const asked = fetch(request);
  try {
    const response = await inTime(asked);
    if (response.ok) await files.put(request, response.clone());
    return response;
  } catch {
    return (await files.match(request, { ignoreVary: true })) ?? asked;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname === DESK) event.respondWith(page(request));
  } else if (["style", "script", "image"].includes(request.destination) && !url.pathname.startsWith(DESK)) {
    event.respondWith(file(request));
  }
});
