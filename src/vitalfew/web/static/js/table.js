// Tables: the whole row opens its one link; columns can be chosen without a reload.
document.addEventListener("click", (event) => {
  const row = event.target.closest(".tb tbody tr");
  if (!row || event.target.closest("a, button, input, label, select, summary, textarea")) return;
  if (String(getSelection())) return;
  const link = row.querySelector("a.acct");
  if (!link) return;
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else link.click();
});

function applyColumns(form) {
  const shown = new Set(new FormData(form).getAll("shown"));
  form.querySelectorAll("input[name=shown]").forEach((box) => {
    document.querySelectorAll(`[data-column="${CSS.escape(box.value)}"]`).forEach((cell) => {
      cell.hidden = !shown.has(box.value);
    });
  });
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-columns]");
  if (form) {
    applyColumns(form);
    fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", credentials: "same-origin" });
  }
  if (event.target.matches("[data-autosend]")) event.target.form.requestSubmit();
  const all = event.target.closest("[data-tick-all]");
  if (all) {
    document.querySelectorAll(all.dataset.tickAll).forEach((box) => { box.checked = all.checked; });
    document.querySelector(all.dataset.tickAll)?.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
