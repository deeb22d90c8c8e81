// Print and copy buttons; the first error of a refused form takes the focus.
function ready(scope) {
  scope.querySelectorAll("[data-print], [data-copy]").forEach((button) => { button.hidden = false; });
  scope.querySelector("[data-focus]")?.focus();
}

document.addEventListener("click", async (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const copy = event.target.closest("[data-copy]");
  if (!copy) return;
  await navigator.clipboard.writeText(document.querySelector(copy.dataset.copy)?.textContent.trim() ?? "");
  document.getElementById("live").textContent = copy.dataset.copied ?? "";
});

document.addEventListener("htmx:load", (event) => ready(event.detail.elt));
ready(document);
