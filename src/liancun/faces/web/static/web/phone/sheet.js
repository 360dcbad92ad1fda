// A month's sheet in the hand: rows in walking order, what is tapped kept at once, counts that are true.
import { say, titleOf, el, fill, at } from "./dom.js";
import { Row, stateOf, usualOf } from "./rows.js";

export class Sheet {
  constructor(place, send) {
    Object.assign(this, { place, send, opened: null, saving: Promise.resolve() });
  }

  // Read everything again and draw it; false where this phone has no such sheet.
  async draw() {
    this.model = await liancun.load(this.place);
    if (!this.model) return false;
    const { sheet, rows } = this.model;
    this.rows = new Map([...rows].map(([code, row]) => [code, new Row(row, sheet, this)]));
    this.list = el("ul.lc-rows", {}, ...[...this.rows.values()].map((row) => row.element));
    fill(at("title"), titleOf(sheet));
    fill(at("view"), this.search(), this.counts = el("p.lc-counts", { id: "counts", role: "status" }), this.list, this.rest());
    fill(at("bar"), this.undoing = el("button.lc-tap", { type: "button", id: "undo", onclick: () => this.undo() }, say("undo")),
      el("button.lc-tap.lc-main", { type: "button", id: "send", onclick: () => this.send() }, say("send")));
    this.count();
    return true;
  }

  // What came in since, from the server or another tab, without moving what the eye is on.
  async refresh() {
    await this.saving;
    const model = await liancun.load(this.place);
    if (!model || model.sheet.sheet !== this.model.sheet.sheet) {
      await this.draw();
      return;
    }
    this.model.steps = model.steps;
    for (const [code, row] of model.rows) {
      Object.assign(this.model.rows.get(code), row);
      this.rows.get(code).draw();
    }
    this.count();
  }

  search() {
    const field = el("input.lc-field", { type: "search", id: "search", "aria-label": say("search"), placeholder: say("search") });
    field.addEventListener("input", () => {
      const asked = field.value.trim().toLowerCase();
      for (const row of this.rows.values()) row.element.hidden = !row.text.includes(asked);
    });
    return field;
  }

  rest() {
    this.others = el("button.lc-tap.lc-rest", { type: "button", id: "rest", onclick: () => this.asUsual() });
    return this.others;
  }

  // One row is open at a time; tapping it again closes it.
  open(row) {
    if (this.opened && this.opened !== row) this.opened.show(false);
    row.show(row.under.hidden);
    this.opened = row.under.hidden ? null : row;
  }

  set(row, content) {
    this.put([[row.row.home.code, content]]);
  }

  // Shown at once, kept behind it in the order of the taps; what could not be kept is said.
  put(contents) {
    if (at("says").dataset.state === "good") fill(at("says"));
    const kept = liancun.set(this.model, contents);
    this.saving = Promise.all([this.saving, kept]).catch((error) => this.unkept(error));
    for (const [code] of contents) this.rows.get(code).draw();
    this.count();
    return this.saving;
  }

  unkept(error) {
    fill(at("says"), say("not_kept", { why: error.message }));
    at("says").dataset.state = "bad";
    return this.draw();
  }

  asUsual() {
    const { sheet, rows } = this.model;
    const open = [...rows.values()].filter((row) => stateOf(row) === "open");
    return this.put(open.map((row) => [row.home.code, usualOf(sheet)]));
  }

  async undo() {
    await this.saving;
    await liancun.undo(this.place);
    await this.refresh();
  }

  count() {
    const found = {};
    for (const row of this.model.rows.values()) found[stateOf(row)] = (found[stateOf(row)] || 0) + 1;
    const { open = 0, gone = 0, waiting = 0, done = 0, dispute = 0, held = 0, refused = 0 } = found;
    const { usual, until } = this.model.sheet, all = this.model.rows.size - gone;
    const parts = [["scored", all - open, all], ["sent", done], ["waiting", waiting], ["dispute", dispute], ["held", held], ["refused", refused]];
    fill(this.counts, ...parts.map(([name, n, of]) => el(
      n && ["dispute", "held", "refused"].includes(name) ? "span.bad" : "span", { "data-count": name }, say(`count_${name}`), " ",
      el("b", {}, of === undefined ? String(n) : `${n}/${of}`))), el("span", {}, say("until", { day: until })));
    this.others.hidden = !open;
    fill(this.others, say("rest", { n: open, base: usual.base, bonus: usual.bonus }));
    this.undoing.disabled = !this.model.steps;
  }
}
