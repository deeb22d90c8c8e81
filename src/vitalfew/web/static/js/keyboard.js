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
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
    if (escape()) event.preventDefault();
    else if (event.target.matches("[data-jump]")) event.target.blur();
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
