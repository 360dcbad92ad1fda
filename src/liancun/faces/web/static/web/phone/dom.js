// Words and elements: every text a person reads comes from the page, in its language.
const told = JSON.parse(document.getElementById("phone-words").textContent);

export const page = told.page;

// The sentence of that name, with {what} it is filled with.
export const say = (name, given = {}) => told.words[name].replace(/\{(\w+)\}/g, (_all, key) => given[key]);

// An element: el("button.lc-tap", {onclick}, "text", child).
export function el(kind, given = {}, ...inside) {
  const [tag, ...classes] = kind.split(".");
  const made = document.createElement(tag);
  made.className = classes.join(" ");
  for (const [name, value] of Object.entries(given)) {
    if (name in made) made[name] = value;
    else if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...inside.filter((each) => each !== null && each !== undefined));
  return made;
}

export function fill(place, ...inside) {
  place.textContent = "";
  place.append(...inside.filter((each) => each !== null && each !== undefined));
}

export const at = (id) => document.getElementById(id);

// How a sheet is called: its month and whose it is.
export const titleOf = ({ month, org_name }) => say("sheet_title", {
  year: month.slice(0, 4), month: Number(month.slice(5)), org: org_name,
});
