// The drawer: focus goes in when it opens and back to its row when it closes.
// Menus close when something else is clicked; dialogs open from their buttons.
let opener = null;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target?.id === "drawer") opener = event.detail.elt.closest("tr")?.id || event.detail.elt.id;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "drawer") return;
  const drawer = document.querySelector("[data-drawer]");
  document.querySelectorAll("#content tr.is-sel").forEach((row) => row.classList.remove("is-sel"));
  if (!drawer) {
    back();
    return;
  }
  document.getElementById(opener)?.classList.add("is-sel");
  const title = drawer.querySelector("h2");
  if (!title) return;
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
});

function back() {
  const row = opener && document.getElementById(opener);
  (row?.querySelector("a[href]") || row)?.focus();
  opener = null;
}

// Closing loads the page without the drawer; its row gets the focus there.
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-drawer] [data-close]")) return;
  const row = document.querySelector("#content tr.is-sel[id]");
  if (row) sessionStorage.setItem("row", row.id);
});
const left = sessionStorage.getItem("row");
sessionStorage.removeItem("row");
if (left) document.getElementById(left)?.querySelector("a[href]")?.focus();

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
