// Keys: "/" search, "?" all keys, G and a letter a place, J K Enter X rows, Esc closes,
// Ctrl+Enter sends a form. Single keys are off in fields and where the person turned them off.
const singles = document.body.dataset.keys !== "off";
let going = 0;

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable], dialog[open]") !== null
    && !["checkbox", "radio"].includes(target.type);
}

function rows() {
  return [...document.querySelectorAll("#content tbody tr")].filter((row) => row.querySelector("a[href]"));
}

function at(list) {
  const marked = list.findIndex((row) => row.classList.contains("is-at"));
  return marked >= 0 ? marked : list.findIndex((row) => row.matches(".is-sel"));
}

function step(by) {
  const list = rows();
  if (!list.length) return;
  const now = at(list);
  const next = now < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, now + by));
  list.forEach((row) => row.classList.remove("is-at"));
  list[next].classList.add("is-at");
  list[next].scrollIntoView({ block: "nearest" });
  const link = list[next].querySelector("a[href]");
  link.focus({ preventScroll: true });
  if (document.querySelector("[data-drawer]")) link.click();
}

function go(key) {
  const place = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  if (place) place.click();
}

function showKeys() {
  document.getElementById("keys")?.showModal();
}

function escape() {
  const menu = document.querySelector("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    return true;
  }
  const close = document.querySelector("[data-drawer] [data-close]");
  if (close) close.click();
  return Boolean(close);
}

// Arrows walk from the search box through what was found, and back.
function walk(event) {
  const jump = event.target.closest(".jump");
  if (!jump || !["ArrowDown", "ArrowUp"].includes(event.key)) return false;
  const stops = [jump.querySelector("input"), ...jump.querySelectorAll(".found a")];
  const next = stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
  stops[Math.max(0, Math.min(stops.length - 1, next))].focus();
  event.preventDefault();
  return true;
}

const SINGLE = {
  "/": () => document.querySelector("[data-jump]")?.focus(),
  "?": showKeys,
  j: () => step(1),
  k: () => step(-1),
  x: () => rows()[at(rows())]?.querySelector("input[type=checkbox]")?.click(),
  g: () => { going = Date.now(); },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.target.closest("form")?.requestSubmit();
    return;
  }
  if (walk(event)) return;
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
    if (event.target.closest(".jump")) event.target.blur();
    else if (escape()) event.preventDefault();
    return;
  }
  if (!singles || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (Date.now() - going < 1200) {
    going = 0;
    go(event.key.toLowerCase());
    return;
  }
  const act = SINGLE[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.querySelectorAll("[data-show-keys]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", showKeys);
});
