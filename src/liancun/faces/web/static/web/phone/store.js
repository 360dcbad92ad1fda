// What the phone keeps (IndexedDB): sheets taken along, what was tapped, what was sealed to be sent.
//
// A tap is a draft and can be undone. Sealing makes drafts into items with their number and id, in one
// transaction: after that an item never changes, only what the server answered is written beside it.
// Every draft, item and step belongs to a place: one person's sheet of a kind, organisation and month.
(() => {
  const NAME = "liancun-sheet";
  // A later program adds a step below and changes none above: data of any earlier one opens.
  const STEPS = [
    (db) => {
      db.createObjectStore("sheets", { keyPath: "sheet" }).createIndex("place", "place");
      const items = db.createObjectStore("items", { keyPath: "id" });
      items.createIndex("place", "place");
      items.createIndex("number", ["sheet", "seq"], { unique: true });
      db.createObjectStore("drafts", { keyPath: ["place", "household"] }).createIndex("place", "place");
      db.createObjectStore("undo", { keyPath: "n", autoIncrement: true }).createIndex("place", "place");
      db.createObjectStore("probe");
    },
  ];
  const ALL = ["sheets", "items", "drafts", "undo"];
  const WAITING = "waiting", HELD = "held";
  // Answers after which the server's own state stands, and the next item of the household builds on it.
  const STANDS = ["recorded", "repeated", "agreed", "supplement", "decided"];

  const answer = (request) => new Promise((found, failed) => {
    request.onsuccess = () => found(request.result);
    request.onerror = () => failed(request.error);
  });

  let opened;
  function open() {
    opened = opened || new Promise((found, failed) => {
      const request = indexedDB.open(NAME, STEPS.length);
      request.onupgradeneeded = (event) => STEPS.slice(event.oldVersion).forEach((step) => step(request.result));
      request.onsuccess = () => {
        request.result.onversionchange = () => {
          request.result.close();
          opened = null;
        };
        found(request.result);
      };
      request.onerror = () => {
        opened = null;
        failed(request.error);
      };
    });
    return opened;
  }

  // Do something in one transaction: all of it is on the phone when this answers, or none.
  async function within(names, mode, work) {
    const tx = (await open()).transaction(names, mode);
    const ended = new Promise((found, failed) => {
      tx.oncomplete = found;
      tx.onabort = () => failed(tx.error || new Error("aborted"));
    });
    ended.catch(() => {});
    let result;
    try {
      result = await work((name) => tx.objectStore(name));
    } catch (error) {
      try {
        tx.abort();
      } catch (_over) { /* it has ended by itself */ }
      throw error;
    }
    await ended;
    return result;
  }

  const placeOf = ({ owner, kind, org, month }) => [owner, kind, org, month].join("|");
  const of = (store, place) => answer(store.index("place").getAll(place));
  const newest = (sheets) => sheets.sort((a, b) => a.taken_n - b.taken_n).pop();

  // A sheet as the server gave it, new or read again; an older one of its place goes once nothing of it waits.
  // What the server has of its items stands in its households now: on the phone they only keep their numbers.
  function keep(given, owner) {
    const place = placeOf({ ...given, owner });
    return within(["sheets", "items"], "readwrite", async (store) => {
      const before = await of(store("sheets"), place);
      const items = await of(store("items"), place);
      const told = new Map((given.items || []).map((each) => [each.id, each]));
      const waits = new Set();
      for (const item of items) {
        const now = told.get(item.id) || {};
        const status = now.stands || item.status;
        if ([WAITING, HELD].includes(status)) waits.add(item.sheet);
        const over = STANDS.includes(status) || item.over || false;
        store("items").put({ ...item, ...now, status, over });
      }
      const gone = (sheet) => sheet !== given.sheet && !waits.has(sheet);
      for (const old of before) if (gone(old.sheet)) store("sheets").delete(old.sheet);
      for (const item of items) if (gone(item.sheet)) store("items").delete(item.id);
      const taken_n = Math.max(0, ...before.map((old) => old.taken_n)) + 1;
      store("sheets").put({ ...given, owner, place, taken_n, phone_day: dayOf(new Date()) });
      return place;
    });
  }

  const two = (number) => String(number).padStart(2, "0");
  const dayOf = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

  // Today by the server's calendar: a phone that is a day wrong was so when it took the sheet along.
  function scoredOn(sheet) {
    const days = (text) => Date.parse(`${text}T00:00:00Z`);
    const shift = sheet.today ? days(sheet.today) - days(sheet.phone_day) : 0;
    return new Date(days(dayOf(new Date())) + shift).toISOString().slice(0, 10);
  }

  // A household's last item, unless the sheet has been read since and tells what it came to.
  function lastOf(items, household) {
    const last = items.filter((item) => item.household === household).sort((a, b) => a.made_n - b.made_n).pop();
    return last && !last.over ? last : null;
  }

  // Everything of a place: its newest sheet, and for each household what stands and what waits.
  function load(place) {
    return within(ALL, "readonly", async (store) => {
      const sheet = newest(await of(store("sheets"), place));
      if (!sheet) return null;
      const rows = new Map(sheet.households.map((home) => [home.code, { home, draft: null, item: null }]));
      const items = await of(store("items"), place);
      for (const [code, row] of rows) row.item = lastOf(items, code);
      for (const draft of await of(store("drafts"), place))
        if (rows.has(draft.household)) rows.get(draft.household).draft = draft;
      return { sheet, rows, steps: (await of(store("undo"), place)).length };
    });
  }

  // What a row says now: the draft, else the item, else what was there when the sheet was taken along.
  function said({ home, draft, item }) {
    const last = draft || item || (home.state ? home : null);
    return last && liancun.content(last);
  }

  const settled = (row) => row.item && STANDS.includes(row.item.status);
  // An answered item tells which revision stands, else the sheet does.
  const seenOf = (row) => (settled(row) && row.item.revision >= row.home.seen ? row.item.revision : row.home.seen);

  // One step of the hand: rows set to this content, in the model at once and then on the phone. What was
  // there is kept for undoing.
  function set(model, contents) {
    const { place } = model.sheet, scored_on = scoredOn(model.sheet), now = Date.now();
    const before = contents.map(([household]) => [household, model.rows.get(household).draft]);
    const drafts = contents.map(([household, content], at) => (
      { place, household, ...content, scored_on, drafted_n: now + at / 1000 }));
    for (const draft of drafts) model.rows.get(draft.household).draft = draft;
    model.steps += 1;
    return within(["drafts", "undo"], "readwrite", (store) => {
      store("undo").add({ place, before });
      drafts.forEach((draft) => store("drafts").put(draft));
    });
  }

  // Take the last step back; the households it touched. What was sealed since stays as it was sealed.
  function undo(place) {
    return within(["drafts", "undo"], "readwrite", async (store) => {
      const steps = await of(store("undo"), place);
      const last = steps.pop();
      if (!last) return [];
      store("undo").delete(last.n);
      for (const [household, draft] of last.before) {
        if (draft) store("drafts").put(draft);
        else store("drafts").delete([place, household]);
      }
      return last.before.map(([household]) => household);
    });
  }

  const same = (one, other) => Boolean(one && other) && liancun.canonical(one) === liancun.canonical(other);

  // Drafts become items: numbered within the sheet, seen as the server last told, each with its id.
  // A household whose item has no answer yet waits: its next item says which revision it builds on.
  function seal(place) {
    return within(ALL, "readwrite", async (store) => {
      const sheet = newest(await of(store("sheets"), place));
      const items = await of(store("items"), place);
      const drafts = (await of(store("drafts"), place)).sort((a, b) => a.drafted_n - b.drafted_n);
      const homes = new Map(sheet.households.map((home) => [home.code, home]));
      let seq = Math.max(0, ...items.filter((item) => item.sheet === sheet.sheet).map((item) => item.seq));
      let made_n = Math.max(0, ...items.map((item) => item.made_n));
      let made = 0;
      for (const draft of drafts) {
        const row = { home: homes.get(draft.household), item: lastOf(items, draft.household) };
        if (!row.home || (row.item && [WAITING, HELD].includes(row.item.status))) continue;
        store("drafts").delete([place, draft.household]);
        const refused = row.item && row.item.status === "refused";
        if (!refused && same(liancun.content(draft), said(row))) continue;
        const { kind, month, org, mark, owner } = sheet;
        const item = {
          ...{ kind, sheet: sheet.sheet, seq: ++seq, household: draft.household, month, seen: seenOf(row), mark },
          ...liancun.content(draft),
          scored_on: draft.scored_on,
        };
        item.id = liancun.idOf(item);
        store("items").add({ ...item, status: WAITING, place, org, owner, made_n: ++made_n });
        made += 1;
      }
      if (made) for (const step of await of(store("undo"), place)) store("undo").delete(step.n);
      return made;
    });
  }

  // What the server said of each item. What it did not name, or says it has not kept, goes on waiting.
  function answered(results) {
    return within(["items"], "readwrite", async (store) => {
      for (const result of results) {
        const item = await answer(store("items").get(result.id));
        if (!item) continue;
        const { code, message, revision, shown } = result;
        const status = result.kept === false ? WAITING : result.stands || result.status;
        store("items").put({ ...item, status, code, message, revision, shown });
      }
    });
  }

  const everySheet = () => within(["sheets"], "readonly", (store) => answer(store("sheets").getAll()));
  const everyItem = () => within(["items"], "readonly", (store) => answer(store("items").getAll()));
  const everyDraft = () => within(["drafts"], "readonly", (store) => answer(store("drafts").getAll()));

  // Whether what is written is read back.
  async function probe(text) {
    await within(["probe"], "readwrite", (store) => answer(store("probe").put(text, "probe")));
    const found = await within(["probe"], "readonly", (store) => answer(store("probe").get("probe")));
    return found === text;
  }

  const store = { keep, load, said, set, undo, seal, answered, everySheet, everyItem, everyDraft, probe, placeOf };
  self.liancun = { ...self.liancun, ...store, WAITING, HELD, STANDS };
})();
