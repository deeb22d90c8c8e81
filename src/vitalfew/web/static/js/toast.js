// Toasts: seen for eight seconds, counted down beside Undo, held while pointed at.
const SECONDS = document.body.dataset.seconds;

function live(toast) {
  if (toast.dataset.running) return;
  toast.dataset.running = "yes";
  const dismiss = toast.querySelector("[data-dismiss]");
  dismiss.hidden = false;
  dismiss.addEventListener("click", () => toast.remove());
  let left = Number(toast.dataset.toast);
  if (!left) return;
  const shown = toast.querySelector(".left");
  const show = () => shown && (shown.textContent = SECONDS.replace("{n}", left));
  show();
  const clock = setInterval(() => {
    if (!toast.isConnected) return clearInterval(clock);
    if (toast.matches(":hover, :focus-within")) return;
    left -= 1;
    show();
    if (left <= 0) {
      clearInterval(clock);
      toast.remove();
    }
  }, 1000);
}

function liveAll() {
  document.querySelectorAll("#toasts [data-toast]").forEach(live);
}

// A request that failed never looks as if it had worked.
function failed() {
  const toast = document.createElement("div");
  toast.className = "toast toast--bad";
  toast.setAttribute("role", "alert");
  toast.textContent = document.body.dataset.failed;
  document.getElementById("toasts").append(toast);
  setTimeout(() => toast.remove(), 8000);
}

document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:timeout", failed);
document.addEventListener("htmx:oobAfterSwap", liveAll);
document.addEventListener("htmx:afterSettle", liveAll);
liveAll();
