// The page at /sheet/: the list of sheets, or the one named behind the #; what is sent, updated, saved to a file.
import { page, say, titleOf, el, fill, at } from "./dom.js";
import * as light from "./light.js";
import { Sheet } from "./sheet.js";

const others = self.BroadcastChannel ? new BroadcastChannel("liancun-sheet") : null;
let sheet = null;

function tell(name, given, bad = false) {
  at("says").dataset.state = bad ? "bad" : "good";
  fill(at("says"), say(name, given));
  if (name === "login") at("says").append(" ", el("a.lc-tap", { href: page.login }, say("login_here")));
}

const link = (place) => `#${encodeURIComponent(place)}`;

// --- the list --------------------------------------------------------------------------------

async function offered() {
  try {
    return await liancun.mine();
  } catch (error) {
    if (error.why !== "offline") tell(error.why, { said: error.said }, true);
    return null;
  }
}

function card(given, kept, waiting) {
  const place = kept ? kept.place : "";
  return el("li.lc-card", { "data-month": given.month },
    el("b", {}, titleOf(given)),
    el("span", {}, say("homes", { n: given.households === undefined ? kept.households.length : given.households, until: given.until })),
    kept ? el("span", {}, say("taken_by", { name: kept.person, n: waiting })) : null,
    el("span.lc-acts", {},
      kept ? el("a.lc-tap.lc-main", { href: link(place) }, say("open")) : null,
      given.url ? el(kept ? "button.lc-tap" : "button.lc-tap.lc-main", { type: "button", onclick: () => take(given, kept) }, say(kept ? "take_again" : "take")) : null));
}

async function drawList() {
  sheet = null;
  const who = await offered();
  const kept = await liancun.everySheet(), sheets = who ? who.sheets : [];
  const waits = [...(await liancun.everyItem()).filter((item) => [liancun.WAITING, liancun.HELD].includes(item.status)), ...(await liancun.everyDraft())];
  const count = (place) => waits.filter((each) => each.place === place).length;
  const newest = new Map(kept.sort((a, b) => a.taken_n - b.taken_n).map((each) => [each.place, each]));
  const cards = sheets.map((given) => {
    const place = liancun.placeOf({ ...given, owner: who.owner }), mine = newest.get(place);
    newest.delete(place);
    return card(given, mine, count(place));
  });
  for (const each of newest.values()) cards.push(card({ month: each.month, org_name: each.org_name, until: each.until }, each, count(each.place)));
  fill(at("title"), say("title"));
  fill(at("view"), cards.length ? el("ul.lc-cards", {}, ...cards) : el("p.lc-none", {}, say(who ? "no_sheets" : "none_offline")));
  fill(at("bar"), el("button.lc-tap", { type: "button", onclick: save }, say("save")),
    el("button.lc-tap.lc-main", { type: "button", id: "send", onclick: sendNow }, say("send")));
}

async function take(given, kept) {
  tell("taking");
  try {
    await ready();
    await liancun.send();
    const who = await liancun.mine();
    const place = await liancun.keep(await liancun.take(given, kept, who), who.owner);
    tell("taken");
    location.hash = link(place);
  } catch (error) {
    failed(error);
  }
  await light.show();
}

// --- sending ---------------------------------------------------------------------------------

function failed(error) {
  if (!error.why) throw error;
  tell(error.why, { said: error.said }, error.why !== "offline");
  if (error.why === "offline") later();
}

// Where the browser can, what waits goes out when the network is back, also with the page closed.
async function later() {
  const worker = navigator.serviceWorker && (await navigator.serviceWorker.getRegistration(page.scope));
  if (worker && worker.sync) await worker.sync.register("send").catch(() => {});
}

async function sendNow() {
  if (sheet) await sheet.saving;
  tell("sending");
  try {
    const { offset, owner } = await liancun.send();
    const left = [...(await liancun.everyItem()).filter((item) => item.status === liancun.WAITING), ...(await liancun.everyDraft())];
    const theirs = (await liancun.everySheet()).find((each) => each.owner !== owner && left.some((item) => item.place === each.place));
    if (theirs) tell("theirs", { name: theirs.person }, true);
    else if (Math.abs(offset) > 600) tell("clock", { minutes: Math.round(Math.abs(offset) / 60) }, true);
    else tell(left.length ? "left" : "all_sent", { n: left.length });
  } catch (error) {
    failed(error);
  }
  await redraw();
  if (others) others.postMessage("changed");
}

async function sendWaiting() {
  const waits = (await liancun.everyItem()).some((item) => item.status === liancun.WAITING) || (await liancun.everyDraft()).length;
  if (waits && navigator.onLine) await sendNow();
}

// --- a file of what waits --------------------------------------------------------------------

async function save() {
  for (const place of new Set((await liancun.everyDraft()).map((each) => each.place))) await liancun.seal(place);
  const items = (await liancun.everyItem()).filter((item) => [liancun.WAITING, liancun.HELD, "refused"].includes(item.status));
  const text = JSON.stringify({ protocol: 1, saved_at: new Date().toISOString(), items: items.map(liancun.bare) }, null, 1);
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  el("a", { href: address, download: say("file_name", { day: new Date().toISOString().slice(0, 10) }) }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  tell("saved", { n: items.length });
  await redraw();
}

// --- the worker and its versions ---------------------------------------------------------------

function offerUpdate(worker) {
  at("update").hidden = false;
  at("update").onclick = () => worker.postMessage("activate");
}

async function register() {
  if (!navigator.serviceWorker || !self.isSecureContext) return null;
  const found = await navigator.serviceWorker.register(page.worker, { scope: page.scope, updateViaCache: "none" });
  if (found.waiting && navigator.serviceWorker.controller) offerUpdate(found.waiting);
  found.addEventListener("updatefound", () => {
    const coming = found.installing;
    coming.addEventListener("statechange", () => {
      if (coming.state === "installed" && found.active) offerUpdate(coming);
    });
  });
  return found;
}

// Whether the page is still to become the worker's.
const coming = () => Boolean(navigator.serviceWorker) && self.isSecureContext && !navigator.serviceWorker.controller;

// Until this page is the worker's: only then does it open without network.
async function ready() {
  if (!coming()) return;
  await new Promise((found, lost) => {
    navigator.serviceWorker.addEventListener("controllerchange", found, { once: true });
    registered.catch(lost);
    if (navigator.serviceWorker.controller) found();
  });
}

// A page that had a worker and gets another is of the old version: it is loaded anew.
function watchWorker() {
  if (!navigator.serviceWorker) return;
  let had = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (had) location.reload();
    had = true;
    light.show();
  });
  navigator.serviceWorker.addEventListener("message", redraw);
}

// --- the page --------------------------------------------------------------------------------

async function redraw() {
  if (sheet) await sheet.refresh();
  else await drawList();
}

async function go() {
  const place = decodeURIComponent(location.hash.slice(1));
  const wanted = place ? new Sheet(place, sendNow) : null;
  if (!wanted || !(await wanted.draw())) await drawList();
  else sheet = wanted;
  document.body.dataset.view = sheet ? "sheet" : "list";
  scrollTo(0, 0);
}

watchWorker();
const registered = register();
registered.catch(() => {});
addEventListener("hashchange", go);
addEventListener("online", sendWaiting);
document.addEventListener("visibilitychange", () => { if (document.hidden) later(); });
if (others) others.onmessage = redraw;
start();

async function start() {
  try {
    await go();
  } catch (error) {
    tell("broken", { why: error.message }, true);
  }
  const lit = ready().catch(() => {}).then(light.show);
  if (!coming()) await lit;
  await sendWaiting();
  document.body.dataset.ready = "yes";
}
