// Print and copy buttons; the foot of a printed page; the error of a refused form takes
// the focus.
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

// print.css shows this at the foot of every page: product, data date, who printed when.
window.addEventListener("beforeprint", () => {
  const said = ["vitalfew", document.querySelector(".head .sub")?.textContent, document.getElementById("main").dataset.printed];
  const foot = said.map((part) => part?.trim()).filter(Boolean).join(" · ");
  document.documentElement.style.setProperty("--print-foot", JSON.stringify(foot));
});

document.addEventListener("htmx:load", (event) => ready(event.detail.elt));
ready(document);
