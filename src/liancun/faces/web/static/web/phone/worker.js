// The service worker of /sheet/: the page opens without network, and what waits goes out in the background.
// Before this text the server puts what it is made of: VERSION, PAGE, FILES and SHARED (faces/web/phone.py).
importScripts(...SHARED);

const CACHE = `liancun-sheet-${VERSION}`;

// Every file of this version, fetched anew: a version is never mixed with what a cache had of another.
async function fill() {
  const cache = await caches.open(CACHE);
  await Promise.all(FILES.map(async (file) => {
    const answer = await fetch(new Request(file, { cache: "reload", credentials: "same-origin" }));
    if (!answer.ok || answer.redirected) throw new Error(`${file}: ${answer.status}`);
    await cache.put(file, answer);
  }));
}

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith("liancun-sheet-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function kept(request, file) {
  const cache = await caches.open(CACHE);
  return (await cache.match(file)) || fetch(request);
}

async function sendInBackground() {
  await liancun.send();
  for (const page of await self.clients.matchAll()) page.postMessage("sent");
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  const file = FILES.find((each) => each === pathname);
  if (request.method === "GET" && origin === self.location.origin && file) event.respondWith(kept(request, file));
});
self.addEventListener("sync", (event) => {
  if (event.tag === "send") event.waitUntil(sendInBackground());
});
// A new version waits until the page says so, or until the last page of the old one is closed.
self.addEventListener("message", (event) => {
  if (event.data === "activate") self.skipWaiting();
});
