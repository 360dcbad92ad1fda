// A voucher by keyboard alone: accounts and parties by code, name or pinyin initials, Enter to the next field,
// "=" for what is missing, the balance of each account after its line.
(() => {
  const form = document.querySelector(".lc-voucher");
  if (!form) return;
  const known = JSON.parse(document.getElementById("voucher-known").textContent);
  const accounts = new Map(known.accounts.map((each) => [each.code, each]));
  const body = form.querySelector("tbody");
  const words = form.dataset;

  const fen = (text) => {
    const match = /^(\d+)(?:\.(\d{0,2}))?$/.exec(text.trim().replace(/[,,]/g, ""));
    return match ? BigInt(match[1]) * 100n + BigInt((match[2] || "").padEnd(2, "0")) : 0n;
  };
  const yuan = (amount) => {
    const digits = String(amount < 0n ? -amount : amount).padStart(3, "0");
    return digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",") + "." + digits.slice(-2);
  };
  const sided = (amount) =>
    (amount > 0n ? words.debit : amount < 0n ? words.credit : words.level) + " " + yuan(amount);
  const part = (row, name) => row.querySelector(`[name^="${name}_"]`);
  const rows = () => [...body.rows];

  // --- what a text may mean ---
  const box = document.createElement("ul");
  box.className = "lc-offers dropdown-menu";
  box.id = "voucher-offers";
  box.setAttribute("role", "listbox");
  let field = null, offers = [], at = -1;

  // some part begins with these letters; * is a character of which no letter is known
  const spelled = (said, asked) => /^[a-z]{2,}$/.test(asked) && [...said].some((_letter, at) =>
    at + asked.length <= said.length && [...asked].every((each, more) => [each, "*"].includes(said[at + more])));
  const means = (each, asked) =>
    each.code.toLowerCase().startsWith(asked) || each.name.toLowerCase().includes(asked) ||
    (each.initials || []).some((said) => spelled(said, asked));
  const close = () => {
    box.remove();
    field?.removeAttribute("aria-activedescendant");
    field?.setAttribute("aria-expanded", "false");
    offers = [];
    at = -1;
  };
  const mark = (to) => {
    at = to < 0 ? offers.length - 1 : to % offers.length;
    [...box.children].forEach((each, index) => {
      each.firstChild.classList.toggle("active", index === at);
      each.setAttribute("aria-selected", String(index === at));
    });
    field.setAttribute("aria-activedescendant", `voucher-offer-${at}`);
    box.children[at].scrollIntoView({ block: "nearest" });
  };
  // a summary is free text: what was said before is taken only where somebody goes to it
  const show = (found, first = 0) => {
    close();
    offers = found.slice(0, 12);
    if (!offers.length) return;
    box.replaceChildren(...offers.map((each, index) => {
      const item = document.createElement("li"), label = document.createElement("span");
      item.id = `voucher-offer-${index}`;
      item.setAttribute("role", "option");
      label.className = "dropdown-item";
      label.textContent = each.code ? `${each.code} ${each.name}` : each.name;
      item.append(label);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); at = index; take(); });
      return item;
    }));
    field.parentElement.append(box);
    box.classList.add("show");
    field.setAttribute("aria-expanded", "true");
    if (first === 0) mark(0);
  };
  const take = () => {
    const chosen = offers[at], into = field;
    close();
    if (!chosen) return;
    into.value = chosen.code || chosen.name;
    told(into, chosen.name);
    into.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const told = (input, name) => {
    const said = input.parentElement.querySelector("[data-said]");
    if (said) said.textContent = name || "";
  };

  let asking = 0;
  const offer = async () => {
    const asked = field.value.trim().toLowerCase(), mine = field;
    if (!asked) return close();
    if (field.name.startsWith("account_")) return show(known.accounts.filter((each) => means(each, asked)));
    if (field.name === "summary") return show(known.summaries.filter((each) => means(each, asked)), -1);
    const turn = ++asking;
    const answer = await fetch(`${words.parties}?q=${encodeURIComponent(field.value.trim())}`);
    if (!answer.ok || turn !== asking || field !== mine || document.activeElement !== mine) return;
    show((await answer.json()).map(([code, name]) => ({ code, name })));
  };

  // --- what stands, what is missing ---
  const add = () => {
    let debit = 0n, credit = 0n;
    for (const row of rows()) {
      debit += fen(part(row, "debit_fen").value);
      credit += fen(part(row, "credit_fen").value);
    }
    form.querySelector("[data-debit]").textContent = yuan(debit);
    form.querySelector("[data-credit]").textContent = yuan(credit);
    const off = form.querySelector("[data-off]");
    off.textContent = debit === credit ? (debit ? words.even : "") : `${words.off} ${yuan(debit - credit)}`;
    off.className = debit === credit ? "text-success" : "text-danger";
    stand();
    return debit - credit;
  };
  const standing = new Map();
  const asked = async (account, party) => {
    const key = `${account}/${party}`;
    if (!standing.has(key)) {
      const at = `${words.standing}?account=${encodeURIComponent(account)}&party=${encodeURIComponent(party)}`;
      standing.set(key, fetch(at)
        .then(async (answer) => answer.ok ? BigInt((await answer.json()).fen) : null)
        .catch(() => null));
    }
    return standing.get(key);
  };
  let standingFor = 0;
  const stand = async () => {
    const moved = new Map(), turn = ++standingFor;
    for (const row of rows()) {
      const account = part(row, "account").value.trim(), place = row.querySelector("[data-stands]");
      if (!accounts.has(account)) { place.textContent = ""; continue; }
      const party = accounts.get(account).party === "none" ? "" : part(row, "party").value.trim();
      const key = `${account}/${party}`;
      const more = fen(part(row, "debit_fen").value) - fen(part(row, "credit_fen").value);
      moved.set(key, (moved.get(key) || 0n) + more);
      const after = moved.get(key), before = await asked(account, party);
      if (turn !== standingFor) return;
      place.textContent = before === null ? "" : `${words.stands} ${sided(before + after)}`;
    }
  };

  // --- from field to field ---
  const fields = () => [...form.querySelectorAll("input:not([type=hidden]),select,textarea")]
    .filter((each) => !each.disabled && each.offsetParent);
  const another = () => {
    const last = rows().at(-1), row = last.cloneNode(true), number = rows().length + 1;
    if (number > Number(words.most)) return false;
    for (const input of row.querySelectorAll("input")) {
      input.name = input.name.replace(/_\d+$/, `_${number}`);
      input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/^\d+/, number));
      input.value = "";
      input.classList.remove("is-invalid");
      input.removeAttribute("aria-describedby");
    }
    for (const each of row.querySelectorAll("[data-said],[data-stands]")) each.textContent = "";
    for (const each of row.querySelectorAll(".invalid-feedback,.lc-offers")) each.remove();
    row.cells[0].textContent = number;
    body.append(row);
    return true;
  };
  const onward = (from) => {
    const row = from.closest("tbody tr");
    if (row) {
      const account = accounts.get(part(row, "account").value.trim());
      const done = from.name.startsWith("credit_fen_") || (from.name.startsWith("debit_fen_") && fen(from.value));
      if (from.name.startsWith("account_") && account?.party === "none") return focus(part(row, "debit_fen"));
      if (done) {
        if (!row.nextElementSibling && !another()) return;
        return focus(part(row.nextElementSibling, "account"));
      }
    }
    const all = fields();
    focus(all[all.indexOf(from) + 1]);
  };
  const focus = (next) => { next?.focus(); next?.select?.(); };

  form.addEventListener("input", (event) => {
    field = event.target;
    if (field.hasAttribute("data-offers")) { told(field, ""); offer(); }
    else close();
    add();
  });
  form.addEventListener("change", add);
  form.addEventListener("focusout", (event) => { if (event.target === field) setTimeout(() => document.activeElement === field || close(), 0); });
  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (input.tagName === "BUTTON" || event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); close(); form.requestSubmit(); return; }
    if (offers.length && input === field) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); return mark(at + (event.key === "ArrowDown" ? 1 : -1)); }
      if (event.key === "Escape") { event.preventDefault(); return close(); }
      if (event.key === "Enter" || event.key === "Tab") take();
    }
    if (event.key === "Enter") { event.preventDefault(); onward(input); }
    if (event.key === "=" && /^(debit|credit)_fen_/.test(input.name)) {
      event.preventDefault();
      input.value = "";
      const off = add(), missing = input.name.startsWith("debit") ? -off : off;
      if (missing > 0n) { input.value = yuan(missing).replace(/,/g, ""); add(); }
    }
  });
  for (const row of rows()) {
    told(part(row, "account"), accounts.get(part(row, "account").value.trim())?.name);
    told(part(row, "party"), known.parties[part(row, "party").value.trim()]);
  }
  const summary = form.querySelector("[name=summary]");
  for (const [name, value] of [["data-offers", ""], ["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", box.id], ["aria-autocomplete", "list"]])
    summary.setAttribute(name, value);
  summary.parentElement.classList.add("position-relative");
  add();
})();
