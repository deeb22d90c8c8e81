// Order files: drop or choose, then see the bytes go. Without us it is a plain form.
function bytes(n) {
  const units = ["B", "kB", "MB", "GB"];
  const power = Math.min(3, Math.floor(Math.log10(Math.max(n, 1)) / 3));
  return `${(n / 1000 ** power).toFixed(power ? 1 : 0)} ${units[power]}`;
}

function send(form, drop) {
  const progress = form.querySelector("progress");
  const said = form.querySelector("[data-progress]");
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    progress.hidden = false;
    progress.max = event.total;
    progress.value = event.loaded;
    if (said) said.textContent = `${bytes(event.loaded)} / ${bytes(event.total)}`;
  });
  request.addEventListener("load", () => {
    if (request.status < 400) {
      window.location.assign(request.responseURL);
      return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const note = page.querySelector(".note--bad");
    if (note) form.querySelector("[data-refused]").replaceChildren(document.importNode(note, true));
    else document.dispatchEvent(new Event("htmx:sendError"));
    end();
  });
  const end = () => {
    progress.hidden = true;
    form.removeAttribute("aria-busy");
    drop.classList.remove("is-over");
  };
  request.addEventListener("error", () => {
    document.dispatchEvent(new Event("htmx:sendError"));
    end();
  });
  form.setAttribute("aria-busy", "true");
  request.send(new FormData(form));
}

document.querySelectorAll("form[data-upload]").forEach((form) => {
  const drop = form.querySelector(".drop");
  const input = form.querySelector("input[type=file]");
  ["dragenter", "dragover"].forEach((name) => drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("is-over");
  }));
  drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  input.addEventListener("change", () => input.files.length && form.requestSubmit());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") send(form, drop);
  });
});
