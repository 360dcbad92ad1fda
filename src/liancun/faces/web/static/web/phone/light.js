// The light: whether the sheet really works without network on this phone. Each thing is tried, none assumed.
import { page, say, el, fill, at } from "./dom.js";

const LEAST_FREE = 20e6;

async function worker() {
  return Boolean(navigator.serviceWorker && navigator.serviceWorker.controller);
}

async function files() {
  if (!self.caches) return false;
  const found = await Promise.all(page.files.map(async (file) => {
    const answer = await caches.match(file);
    return Boolean(answer) && (await answer.clone().arrayBuffer()).byteLength > 0;
  }));
  return found.every(Boolean);
}

async function database() {
  return liancun.probe(String(Date.now()));
}

async function stays() {
  if (!navigator.storage || !navigator.storage.persist) return false;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
}

async function room() {
  if (!navigator.storage || !navigator.storage.estimate) return true;
  const { quota, usage } = await navigator.storage.estimate();
  return quota - usage > LEAST_FREE;
}

const CHECKS = [
  ["secure", async () => self.isSecureContext],
  ["browser", async () => !/MicroMessenger/i.test(navigator.userAgent)],
  ["database", database],
  ["worker", worker],
  ["files", files],
  ["stays", stays],
  ["room", room],
];

// What each check found, in order; a check that breaks has failed.
export async function checked() {
  const found = [];
  for (const [name, test] of CHECKS) found.push([name, await test().catch(() => false)]);
  return found;
}

// Show the light and, below it, what is not right and what to do.
export async function show() {
  const found = await checked(), wrong = found.filter(([, good]) => !good);
  const lamp = at("light");
  lamp.dataset.state = wrong.length ? "red" : "green";
  fill(lamp, wrong.length ? say("light_red") : say("light_green"));
  fill(at("light-says"), ...found.map(([name, good]) => el(
    good ? "li" : "li.bad", {}, el("b", {}, `${good ? "✓" : "✗"} ${say(`check_${name}`)}`),
    good ? null : el("span", {}, say(`mend_${name}`)),
  )));
  return !wrong.length;
}
