// Ask before an act that cannot be taken back; the form says what will happen.
document.addEventListener("submit", (event) => {
  const asked = event.target.dataset.ask;
  const inPlace = window.htmx && event.target.hasAttribute("hx-post");  // there htmx asks
  const leafed = event.submitter && "leaf" in event.submitter.dataset;
  if (asked && !inPlace && !leafed && !window.confirm(asked)) event.preventDefault();
});

// A list that is a choice of page goes there at once.
document.addEventListener("change", (event) => {
  if ("go" in event.target.dataset) event.target.form.submit();
});

// A list that is paid whole says how many lines are ticked, and what they come to.
document.addEventListener("change", (event) => {
  const form = event.target.form, step = event.target.checked ? 1 : -1;
  if (!form || !("sums" in form.dataset) || !("fen" in event.target.dataset)) return;
  const fen = Number(form.dataset.sums) + step * Number(event.target.dataset.fen);
  form.dataset.sums = fen;
  const digits = String(Math.abs(fen)).padStart(3, "0"), yuan = digits.slice(0, -2);
  form.querySelector("[data-sum]").textContent =
    (fen < 0 ? "-" : "") + yuan.replace(/\B(?=(\d{3})+$)/g, ",") + "." + digits.slice(-2);
  const ticked = form.querySelector("[data-ticked]");
  ticked.textContent = Number(ticked.textContent) + step;
});

// A form that takes its time shows how far the server is, until the answer replaces the page.
document.addEventListener("submit", (event) => {
  const form = event.target, address = form.dataset.progress;
  if (!address || event.defaultPrevented) return;
  const place = form.querySelector("[data-bar]"), bar = place.querySelector("progress");
  place.hidden = false;
  form.querySelector("button:not([type=button])").disabled = true;
  setInterval(async () => {
    const answer = await fetch(address);
    const told = answer.ok ? await answer.json() : {};
    if (told.step) place.firstElementChild.textContent = told.step;
    if (told.total) Object.assign(bar, { max: told.total, value: told.done });
  }, 700);
});

// A field of many choices offers what the text may mean, as one types.
let typing;
document.addEventListener("input", (event) => {
  const field = event.target, address = field.dataset.complete;
  if (!address) return;
  clearTimeout(typing);
  typing = setTimeout(async () => {
    const asked = field.value.split(/[\s,,、]+/).pop();
    const answer = await fetch(address + "?q=" + encodeURIComponent(asked));
    if (!answer.ok) return;
    field.list.replaceChildren(...(await answer.json()).map(([code, word]) => {
      const option = document.createElement("option");
      option.value = field.value.slice(0, field.value.length - asked.length) + code;
      option.label = word + " " + code;
      return option;
    }));
  }, 150);
});

// A table wider than the window can be moved by the arrow keys too.
const reachable = () => document.querySelectorAll(".table-responsive").forEach((each) => {
  if (each.scrollWidth > each.clientWidth) each.tabIndex = 0;
  else each.removeAttribute("tabindex");
});
addEventListener("load", reachable);
addEventListener("resize", reachable);
