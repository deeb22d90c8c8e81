// Theme and density change at once and are kept by the same POST that works without us.
const root = document.documentElement;

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-appearance]");
  const button = event.submitter;
  if (!form || !button || !["theme", "density"].includes(button.name)) return;
  event.preventDefault();
  root.dataset[button.name] = button.value;
  document.querySelectorAll(`[data-appearance] button[name="${button.name}"][aria-pressed]`).forEach((other) => {
    other.setAttribute("aria-pressed", String(other.value === button.value));
  });
  const body = new FormData(form);
  body.set(button.name, button.value);
  fetch(form.action, { method: "POST", body, redirect: "manual", credentials: "same-origin" });
});
