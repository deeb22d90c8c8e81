// The drawer: focus goes in when it opens and back to its row when it closes.
// Menus close when something else is clicked; dialogs open from their buttons.
let opener = null;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target?.id !== "drawer") return;
  const asks = event.detail.elt;
  if (!asks.closest("[data-drawer]")) opener = asks;
  else opener ??= document.querySelector("#content tr.is-sel a[href]");
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "drawer") return;
  const drawer = document.querySelector("[data-drawer]");
  document.querySelectorAll("#content tr.is-sel").forEach((row) => row.classList.remove("is-sel"));
  if (!drawer) {
    opener?.focus();
    opener = null;
    return;
  }
  opener?.closest("tr")?.classList.add("is-sel");
  const title = drawer.querySelector("h2");
  if (!title) return;
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
});

document.addEventListener("click", (event) => {
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  const asks = event.target.closest("[data-dialog]");
  const dialog = asks && document.getElementById(asks.dataset.dialog);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
  }
  const shuts = event.target.closest("[data-shut]");
  if (shuts) shuts.closest("dialog").close();
});
