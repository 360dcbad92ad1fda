// A household's row on the sheet, and what opens under it: two taps are an exception.
import { say, el, fill } from "./dom.js";

const REFUSED = "refused", CONFLICT = "conflict";

// What a row is in: done, waiting, refused… and what is said of it.
export function stateOf(row) {
  const { draft, item, home } = row;
  if (home.disputed || (item && item.status === CONFLICT && !draft)) return "dispute";
  if (item && item.status === REFUSED && !draft) return item.code === "sheets.duty_moved" ? "gone" : "refused";
  if (item && item.status === liancun.HELD && !draft) return "held";
  if (draft || (item && item.status === liancun.WAITING)) return "waiting";
  return item || home.state ? "done" : "open";
}

const LOCKED = ["dispute", "gone"];

function stateName(sheet, code) {
  const found = sheet.states.find((each) => each.code === code);
  return found ? found.name : say("elsewise");
}

function points(content, sheet) {
  if (!content) return el("span.lc-usual", {}, `${sheet.usual.base} + ${sheet.usual.bonus}`);
  if (content.state !== "scored") return el("b", {}, stateName(sheet, content.state));
  return el("b", {}, `${content.base} + ${content.bonus}`);
}

// The clauses of a deduction and the points each takes: "CG-1:2/CG-2:1", or one alone for all that is lost.
export function lossesOf(content, usual) {
  const parts = content.deduction ? content.deduction.split("/") : [];
  return Object.fromEntries(parts.map((part) => {
    const [code, taken] = part.split(":");
    return [code, taken === undefined ? usual.base - content.base : Number(taken)];
  }));
}

// The content after the clauses took their points, one after the other by their code.
export function withLosses(content, losses, usual) {
  const taken = Object.entries(losses).filter(([, points]) => points > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  const lost = taken.reduce((sum, [, points]) => sum + points, 0);
  return { ...content, base: usual.base - lost, deduction: taken.map((pair) => pair.join(":")).join("/") };
}

export const usualOf = (sheet) => ({
  ...{ state: "scored", base: sheet.usual.base, bonus: sheet.usual.bonus, deduction: "", remark: "" },
});

const bonusesOf = (sheet) => sheet.bonuses || Array.from({ length: sheet.most.bonus }, (_each, at) => at + 1);

// A choice of a few, each a button; the one that stands is pressed.
function choices(label, offered, chosen, choose) {
  return el("div.lc-choices", { role: "group", "aria-label": label }, el("span.lc-label", {}, label),
    ...offered.map(([value, word]) => el("button.lc-tap", {
      type: "button", "aria-pressed": String(value === chosen), onclick: () => choose(value),
    }, String(word))));
}

export class Row {
  constructor(row, sheet, hand) {
    Object.assign(this, { row, sheet, hand });
    this.line = el("div.lc-line");
    this.under = el("div.lc-under", { hidden: true });
    this.element = el("li.lc-row", { id: `home-${row.home.code}` }, this.line, this.under);
    this.draw();
  }

  get text() {
    return `${this.row.home.name} ${this.row.home.place} ${this.row.home.code}`.toLowerCase();
  }

  // Redrawn where the hand is: what is focused stays so, a remark being typed is not touched.
  draw() {
    const focused = [...this.element.querySelectorAll("button")].indexOf(document.activeElement);
    const field = this.under.querySelector("input");
    const typing = field && field === document.activeElement && field.value !== field.defaultValue;
    this.drawLine();
    if (!this.under.hidden && !typing) this.drawUnder();
    const again = focused >= 0 && this.element.querySelectorAll("button")[focused];
    if (again) again.focus({ preventScroll: true });
  }

  drawLine() {
    const { home, draft, item } = this.row, state = stateOf(this.row), content = liancun.said(this.row);
    this.element.dataset.state = state;
    const message = !draft && item && !liancun.STANDS.includes(item.status) ? item.message : "";
    fill(this.line,
      el("button.lc-open", { type: "button", "aria-expanded": String(!this.under.hidden), onclick: () => this.hand.open(this) },
        el("span.lc-name", {}, home.name || home.code), el("span.lc-points", {}, points(content, this.sheet)),
        el("span.lc-place", {}, home.place || home.code), el("span.lc-said", {}, say(`row_${state}`))),
      state === "open" ? el("button.lc-tap.lc-as-usual", {
        type: "button", "aria-label": say("as_usual_for", { name: home.name || home.code }),
        onclick: () => this.hand.set(this, usualOf(this.sheet)),
      }, "✓") : null);
    if (message) this.line.append(el("p.lc-reason", { role: "status" }, message));
  }

  show(open) {
    this.under.hidden = !open;
    this.draw();
    if (!open) fill(this.under);
  }

  drawUnder() {
    if (LOCKED.includes(stateOf(this.row))) {
      fill(this.under, el("p", {}, say(`locked_${stateOf(this.row)}`)));
      return;
    }
    const { sheet } = this, said = liancun.said(this.row), content = said || usualOf(sheet);
    const scored = content.state === "scored";
    const change = (more) => this.hand.set(this, { ...content, ...more });
    const states = sheet.states.map((each) => [each.code, each.name]);
    fill(this.under,
      choices(say("bonus"), bonusesOf(sheet).map((each) => [each, each]), scored ? content.bonus : null,
        (bonus) => change(scored ? { bonus } : { ...usualOf(sheet), bonus, remark: content.remark })),
      ...(scored ? this.clauses(content) : []),
      states.length > 1 ? choices(say("state"), states, said ? content.state : null, (state) => this.turn(content, state)) : null,
      this.remark(content));
  }

  turn(content, state) {
    const base = state === "scored" ? usualOf(this.sheet) : { state, base: 0, bonus: 0, deduction: "" };
    this.hand.set(this, { ...base, remark: content.remark });
  }

  clauses(content) {
    if (this.sheet.lose === false || !this.sheet.clauses.length) return [];
    const { usual } = this.sheet, losses = lossesOf(content, usual);
    const take = (code, points) => this.hand.set(this, withLosses(content, { ...losses, [code]: points }, usual));
    const drawn = this.sheet.clauses.map((clause) => choices(clause.title,
      Array.from({ length: Math.min(clause.most, content.base + (losses[clause.code] || 0)) + 1 }, (_each, at) => [at, at ? `−${at}` : say("none")]),
      losses[clause.code] || 0, (points) => take(clause.code, points)));
    return [el("details", { open: Boolean(content.deduction) }, el("summary", {}, say("deduct")), ...drawn)];
  }

  remark(content) {
    const wrong = el("span.bad", { role: "status" });
    const field = el("input.lc-field", {
      defaultValue: content.remark, maxLength: 60, "aria-label": say("remark"), placeholder: say("remark"),
      onchange: () => {
        const remark = field.value.replace(/[\u0000-\u001f\ud800-\udfff\u200b-\u200f\u2028-\u202e\ufeff]/gu, "").normalize("NFC").trim();
        const bad = /[<>]|[0-9\uff10-\uff19]{11}|\p{Extended_Pictographic}|\p{Co}/u.test(remark);
        wrong.textContent = bad ? say("remark_bad") : "";
        if (bad) return;
        field.defaultValue = field.value;
        this.hand.set(this, { ...content, remark });
      },
    });
    return el("label.lc-remark", {}, el("span.lc-label", {}, say("remark")), field, wrong);
  }
}
