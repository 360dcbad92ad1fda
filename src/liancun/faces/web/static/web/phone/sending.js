// Sending what waits (发送): the same from the page and, where the browser can, from the service worker.
//
// Nothing is taken off the phone before the server has named it. What fails half-way is sent again: the
// server knows an item by its id, so twice is once.
(() => {
  const MINE = "/sheet/sheets.json", BATCH = 50, PATIENCE = 30000;

  // Why nothing more went out just now: no network, the login has ended, the server failed, or its own words.
  class Unsent extends Error {
    constructor(why, said = "") {
      super(said || why);
      Object.assign(this, { why, said });
    }
  }

  async function ask(address, options = {}) {
    const clock = new AbortController();
    const timer = setTimeout(() => clock.abort(), PATIENCE);
    let reply, body;
    try {
      reply = await fetch(address, { credentials: "same-origin", cache: "no-store", signal: clock.signal, ...options });
      body = await reply.text();
    } catch (_lost) {
      throw new Unsent("offline");
    } finally {
      clearTimeout(timer);
    }
    let told = null;
    try {
      told = JSON.parse(body);
    } catch (_page) { /* a page: the login's, or a refusal for people */ }
    if (reply.status >= 500) throw new Unsent("server");
    if (reply.status === 401 || (reply.ok && !told)) throw new Unsent("login");
    if (!reply.ok) throw new Unsent("refused", told && told.message);
    return told;
  }

  // Who is logged in, and what they may take along.
  async function mine() {
    const who = await ask(MINE);
    if (!who.owner) throw new Unsent("login");
    return who;
  }

  // An item alone, without what the phone notes beside it.
  const bare = ({ id, kind, sheet, seq, household, month, seen, mark, scored_on, ...rest }) => (
    { id, kind, sheet, seq, household, month, seen, mark, ...liancun.content(rest), scored_on });
  const asSent = (item) => ({ ...bare(item), sent_at: new Date().toISOString() });

  // Something is written; a token that is too old is fetched anew once.
  async function post(address, body, who) {
    const send = () => ask(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": who.token },
      body: JSON.stringify(body),
    });
    try {
      return await send();
    } catch (error) {
      if (error.why !== "refused" || error.said) throw error;
      who.token = (await mine()).token;
      return send();
    }
  }

  // A sheet is taken along, or one that is here read again; taken anew where it counts no more there, or
  // where other households are to be scored than when it was taken.
  async function take(given, kept, who) {
    if (kept) {
      try {
        const again = await ask(`${given.url}?sheet=${encodeURIComponent(kept.sheet)}`);
        if (!again.ended && again.households.length === given.households) return again;
      } catch (error) {
        if (error.why !== "refused") throw error;
      }
    }
    return post(given.url, { device: "" }, who);
  }

  const inOrder = (items) => items.sort((a, b) => (a.sheet < b.sheet ? -1 : a.sheet > b.sheet ? 1 : a.seq - b.seq));

  // Everything of a place that waits, in batches, in order; held ones are asked for once more.
  async function sendPlace(place, who) {
    const asked = new Set();
    let offset = 0;
    for (;;) {
      await liancun.seal(place);
      const open = (await liancun.everyItem()).filter((item) => item.place === place
        && [liancun.WAITING, liancun.HELD].includes(item.status) && !asked.has(item.id));
      if (!open.length) return offset;
      const batch = inOrder(open).slice(0, BATCH);
      batch.forEach((item) => asked.add(item.id));
      const told = await post(`/sheet/${batch[0].org}/items`, { items: batch.map(asSent) }, who);
      offset = told.clock_offset_seconds || offset;
      await liancun.answered(told.results);
    }
  }

  async function sendAll() {
    const who = await mine();
    const places = new Set([...(await liancun.everyItem()), ...(await liancun.everyDraft())].map((each) => each.place));
    const sheets = await liancun.everySheet();
    const own = sheets.filter((sheet) => sheet.owner === who.owner && places.has(sheet.place));
    let offset = 0;
    for (const place of new Set(own.map((sheet) => sheet.place))) offset = (await sendPlace(place, who)) || offset;
    return { offset, owner: who.owner };
  }

  // One sends at a time, page or worker: where there are locks, by a lock.
  const send = () => (self.navigator.locks ? navigator.locks.request("liancun-sheet-send", sendAll) : sendAll());

  self.liancun = { ...self.liancun, mine, take, send, bare };
})();
