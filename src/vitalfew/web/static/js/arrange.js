// The map arranged by hand: people are dragged along their row, or picked up with Space
// and moved by keys. The lines follow, the others make room. What is dropped is sent;
// Escape, and an answer that does not come, put everybody back.
const NEAR = 4;
const LONG = 350;
const EDGE = 48;
let held = null;
let pressed = null;
let dragged = false;
let again = "";
let sent = null;

const arranging = () => document.querySelector("form[data-arrange]");
const boxOf = (target) => arranging() && target.closest?.("#map [data-row]");
const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

function say(words, values) {
  const text = arranging()?.dataset[words] ?? "";
  document.getElementById("live").textContent = text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}

// ---------- the picture: rows, boxes and lines, as it was drawn ----------
function read(svg) {
  const down = svg.dataset.runs === "down";
  const boxes = new Map();
  svg.querySelectorAll("[data-row]").forEach((el) => {
    const [x, y, w, h] = ["x", "y", "width", "height"].map((name) => Number(el.querySelector("rect").getAttribute(name)));
    boxes.set(el.dataset.key, { el, x, y, w, h, dx: 0, dy: 0, key: el.dataset.key, row: Number(el.dataset.row), at: down ? y : x, size: down ? h : w });
  });
  const ties = [...svg.querySelectorAll("[data-tie]")].map((path) => {
    const numbers = path.getAttribute("d").match(/-?[\d.]+/g).map(Number);
    return { path, ends: path.dataset.tie.split(" ").map((key) => boxes.get(key)), from: numbers.slice(0, 2), to: numbers.slice(-2) };
  });
  const rows = JSON.parse(svg.dataset.rows).map(([start, end, band, side]) => ({ start, end, band, side }));
  return { svg, down, gap: Number(svg.dataset.gap), width: svg.viewBox.baseVal.width, rows, boxes, ties };
}

function shift(map, box, at, aside = 0) {
  [box.dx, box.dy] = map.down ? [aside, at - box.at] : [at - box.at, 0];
  if (box.dx || box.dy) box.el.setAttribute("transform", `translate(${box.dx} ${box.dy})`);
  else box.el.removeAttribute("transform");
}

function drawTies({ ties, down }) {
  for (const { path, ends: [a, b], from, to } of ties) {
    let [x1, x2] = [from[0] + a.dx, to[0] + b.dx];
    const [y1, y2] = [from[1] + a.dy, to[1] + b.dy];
    if (!down) {
      const middle = (y1 + y2) / 2;
      path.setAttribute("d", `M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`);
      continue;
    }
    const [left, right] = [a.x + a.dx, b.x + b.dx];
    [x1, x2] = left < right ? [left + a.w, right] : [left, right + b.w];
    const middle = (x1 + x2) / 2;
    path.setAttribute("d", `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`);
  }
}

// As near as possible to where each wants to be, in order and a step apart.
function inOrder(wanted, step, low, high) {
  const pools = [];
  wanted.forEach((place, i) => {
    let [mean, size] = [place - step * i, 1];
    while (pools.length && pools.at(-1)[0] >= mean) {
      const [before, count] = pools.pop();
      mean = (mean * size + before * count) / (size + count);
      size += count;
    }
    pools.push([mean, size]);
  });
  const ceiling = Math.max(low, high - step * (wanted.length - 1));
  return pools.flatMap(([mean, size]) => Array(size).fill(clamp(mean, low, ceiling))).map((place, i) => place + step * i);
}

// ---------- somebody is held ----------
function pick(el, point) {
  const map = read(el.ownerSVGElement);
  const box = map.boxes.get(el.dataset.key);
  // Whoever is held is drawn last, above all others; moving the others keeps the focus.
  const after = [];
  while (el.nextElementSibling) {
    after.push(el.nextElementSibling);
    el.before(el.nextElementSibling);
  }
  held = { map, box, after, row: box.row, at: box.at, aside: 0, point };
  el.classList.add("is-held");
  settle();
  say("picked", told());
}

function told() {
  const { box, index, line } = held;
  return { name: box.el.querySelector("title").textContent.split(" · ")[0], number: index + 1, count: line.length };
}

function settle() {
  const { map, box, row, point } = held;
  const { start, end } = map.rows[row];
  const step = box.size + map.gap;
  const high = end + (row === box.row ? 0 : step) - box.size;
  held.at = clamp(held.at, start, high);
  const others = [...map.boxes.values()].filter((each) => each !== box);
  const line = others.filter((each) => each.row === row).sort((one, other) => one.at - other.at);
  // Half a step past somebody is past them, from either side.
  held.index = line.filter((each) => held.at > each.at + (each.at < box.at ? step / 2 : -step / 2)).length;
  line.splice(held.index, 0, box);
  const places = inOrder(line.map((each) => (each === box ? held.at : each.at)), step, start, high);
  others.forEach((each) => shift(map, each, each.at));
  line.forEach((each, i) => shift(map, each, each === box && point ? held.at : places[i], each === box ? held.aside : 0));
  Object.assign(held, { line, place: places[held.index], room: { start, end: high + box.size } });
  drawTies(map);
}

function release() {
  const { map, box, after } = held;
  box.el.classList.remove("is-held");
  box.el.after(...after);
  held = null;
  return map;
}

function home(map) {
  map.boxes.forEach((each) => shift(map, each, each.at));
  drawTies(map);
}

function putBack() {
  say("back", told());
  home(release());
}

function drop() {
  const { map, box, row, place, room, line, point } = held;
  if (row === box.row && Math.abs(place - box.at) < 1) return putBack();
  shift(map, box, place, held.aside);
  const form = arranging();
  form.querySelectorAll("[name=places]").forEach((input) => input.remove());
  map.boxes.forEach((each) => {
    const here = line.includes(each);
    const { start, end } = here ? room : map.rows[each.row];
    const at = each.at + (map.down ? each.dy : each.dx);
    const share = clamp((at + each.size / 2 - start) / (end - start), 0, 1).toFixed(4);
    const side = map.rows[here ? row : each.row].side ?? "";
    const input = Object.assign(document.createElement("input"), { type: "hidden", name: "places" });
    input.value = map.down ? `${each.key}:${side}:${share}` : `${each.key}:${share}:`;
    form.append(input);
  });
  say("dropped", told());
  again = point ? "" : box.key;
  sent = release();
  form.requestSubmit();
}

// ---------- by keys ----------
function aside() {
  const { map, box, row } = held;
  const { band, side } = map.rows[row];
  const other = map.rows.findIndex((each) => each.band === band && each.side !== side);
  if (other < 0 || side === null) return;
  held.row = other;
  held.aside = other === box.row ? 0 : map.width - box.w - 2 * box.x;
}

const KEYS = {
  ArrowUp: { down: -1 }, ArrowDown: { down: 1 }, ArrowLeft: { across: -1 }, ArrowRight: { across: 1 },
  Home: { down: -99, across: -99 }, End: { down: 99, across: 99 },
};

function press(event) {
  if (event.key === "Escape") putBack();
  else if (event.key === "Enter" || event.key === " ") drop();
  else if (KEYS[event.key]) {
    const by = KEYS[event.key][held.map.down ? "down" : "across"];
    if (by) held.at += by * (held.box.size + held.map.gap);
    else aside();
    settle();
    say("moved", told());
    held.box.el.scrollIntoView({ block: "nearest" });
  } else if (event.key === "Tab") return putBack();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

document.addEventListener("keydown", (event) => {
  if (held) return press(event);
  const box = event.key === " " || (event.key === "Enter" && !event.target.href) ? boxOf(event.target) : null;
  if (!box) return;
  event.preventDefault();
  pick(box, null);
}, true);

// ---------- by a pointer ----------
function pointOf(svg, event) {
  const seen = svg.getBoundingClientRect();
  const scale = svg.viewBox.baseVal.width / seen.width;
  return { x: (event.clientX - seen.left) * scale, y: (event.clientY - seen.top) * scale };
}

function begin() {
  const { box, start, event } = pressed;
  clearTimeout(pressed.timer);
  dragged = true;
  pick(box, start);
  held.last = event;
  scroll();
}

function follow(event) {
  const { map, box, point } = held;
  held.last = event;
  const now = pointOf(map.svg, event);
  held.at = box.at + (map.down ? now.y - point.y : now.x - point.x);
  const { band, side } = map.rows[box.row];
  if (side !== null) {
    held.aside = clamp(now.x - point.x, -box.x, map.width - box.w - box.x);
    const there = Number(box.x + held.aside + box.w / 2 > map.width / 2);
    held.row = map.rows.findIndex((each) => each.band === band && each.side === there);
  }
  settle();
}

// Near the edge of what is seen the page moves on.
function scroll() {
  if (!held?.point) return;
  let pane = held.map.svg.parentElement;
  while (pane.parentElement && !(pane.scrollHeight > pane.clientHeight && /auto|scroll/.test(getComputedStyle(pane).overflowY))) pane = pane.parentElement;
  const y = held.last.clientY;
  const { top, bottom } = pane.parentElement ? pane.getBoundingClientRect() : { top: 0, bottom: innerHeight };
  const by = y < top + EDGE ? -8 : y > bottom - EDGE ? 8 : 0;
  if (by) {
    pane.scrollBy(0, by);
    follow(held.last);
  }
  requestAnimationFrame(scroll);
}

document.addEventListener("pointerdown", (event) => {
  dragged = false;
  const box = boxOf(event.target);
  if (held || !box || !event.isPrimary || event.button) return;
  pressed = { box, event, start: pointOf(box.ownerSVGElement, event) };
  if (event.pointerType === "touch") pressed.timer = setTimeout(begin, LONG);
});

document.addEventListener("pointermove", (event) => {
  if (held?.point) return event.buttons || event.pointerType === "touch" ? follow(event) : drop();
  if (!pressed || Math.hypot(event.clientX - pressed.event.clientX, event.clientY - pressed.event.clientY) < NEAR) return;
  if (event.pointerType === "touch") end();
  else begin();
});

function end() {
  clearTimeout(pressed?.timer);
  pressed = null;
}

document.addEventListener("pointerup", () => {
  end();
  if (held?.point) drop();
});
document.addEventListener("pointercancel", () => {
  end();
  if (held?.point) putBack();
});
document.addEventListener("touchmove", (event) => { if (held?.point) event.preventDefault(); }, { passive: false });
document.addEventListener("contextmenu", (event) => { if (held) event.preventDefault(); });
document.addEventListener("dragstart", (event) => { if (boxOf(event.target)) event.preventDefault(); });
document.addEventListener("click", (event) => {
  if (!dragged) return;
  dragged = false;
  if (boxOf(event.target)) event.preventDefault();
}, true);

// ---------- every time the map is drawn ----------
function ready() {
  if (!arranging()) return;
  document.querySelector("[data-scripted]").hidden = false;
  document.getElementById("map").classList.add("is-live");
  document.querySelectorAll("#map [data-row]").forEach((el) => {
    el.setAttribute("aria-describedby", "arrange-how");
    if (el.matches("a")) return;
    el.setAttribute("tabindex", "0");
    el.setAttribute("role", "button");
    el.setAttribute("aria-label", el.querySelector("title").textContent);
  });
}

document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt.id !== "map") return;
  ready();
  const seen = [...document.querySelectorAll("#map svg")].find((svg) => svg.getBoundingClientRect().width);
  if (again) seen?.querySelector(`[data-key="${CSS.escape(again)}"]`)?.focus({ preventScroll: true });
  again = "";
});
document.addEventListener("htmx:afterRequest", (event) => {
  // A refusal brings the map as it is; after any other failure everybody goes back.
  const { successful, xhr } = event.detail;
  if (event.target.matches?.("[data-arrange]") && !successful && xhr?.status !== 422) home(sent);
});
ready();
