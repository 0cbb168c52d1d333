// Figures corrected and confirmed in place, with the sums recomputed while somebody types.
import { cells } from "./cells.js";
import { nearest, number, worked } from "./grid.js";

let wanted = null; // the cell to go to when the answer has come
let sent = null; // the cell that was typed in, where one stays if its number is refused
const unsaved = new Map(); // what was typed over each cell and is not kept yet: nothing typed goes before it is

const store = `typed:${document.body.dataset.keepFor}`; // they outlive a session that ends, in this tab
const cellOf = (address) => document.getElementById(`cell-${address}`)?.querySelector("a.cell");
const words = () => document.querySelector("[data-drawn-words]").dataset;

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("a.cell[data-cell]");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!cell.dataset.typed) return;
  if (/^[0-9]$/.test(event.key)) start(event, cell, event.key);
  else if (event.key === "F2") start(event, cell, cell.querySelector(".cell-text").textContent);
  else if (event.key.toLowerCase() === "y" && cell.dataset.confirmed) confirmed(event, cell);
  else if (event.key.toLowerCase() === "n") go(event, doubtAfter(cell));
});

document.addEventListener("dblclick", (event) => {
  const cell = event.target.closest("a.cell[data-typed]");
  if (!cell) return;
  start(event, cell, cell.querySelector(".cell-text").textContent);
  document.activeElement.select();
});

// Each under the address it goes to, which names the reading that was seen: over another one nothing is put back.
function keep() {
  const texts = [...unsaved].map(([address, text]) => [cellOf(address)?.dataset.typed, text]).filter(([to]) => to);
  try {
    if (texts.length) sessionStorage.setItem(store, JSON.stringify(texts));
    else sessionStorage.removeItem(store);
  } catch {
    // A browser that keeps nothing: the page works as it would without.
  }
}

function putBack() {
  let texts = [];
  try {
    texts = JSON.parse(sessionStorage.getItem(store) ?? "[]");
  } catch {
    // what is kept there is not ours
  }
  for (const [to, text] of texts) {
    const cell = cells().find((one) => one.dataset.typed === to);
    if (!cell) continue;
    field(cell, text);
    tell(words().unsavedWords.replace("{typed}", text.trim()));
  }
}
putBack();

function go(event, cell) {
  event.preventDefault();
  cell?.focus();
}

const next = (from, across, down) => nearest(from, cells(), across, down);

function doubtAfter(cell) {
  const open = (one) => one.dataset.confirmed || one.matches(".cell-illegible, .cell-absent");
  const doubtful = cells().filter(open);
  const here = cells().indexOf(cell);
  return doubtful.find((one) => cells().indexOf(one) > here) ?? doubtful[0];
}

function send(address, cell, values) {
  sent = cell.dataset.cell;
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  htmx.ajax("POST", address, {
    source: cell,
    target: "#sheet-body",
    swap: "outerHTML",
    values: { ...values, csrfmiddlewaretoken: token },
  }).catch(() => {}); // what fails is told by site.js
}

function confirmed(event, cell) {
  event.preventDefault();
  const after = doubtAfter(cell);
  wanted = (after && after !== cell ? after : cell).dataset.cell;
  send(cell.dataset.confirmed, cell, {});
}

function start(event, cell, text) {
  event.preventDefault();
  const input = field(cell, /[0-9]/.test(text) ? text : "");
  input.focus();
  addUp(cell.dataset.cell, input.value);
}

// The field over a cell, with what was typed into it.
function field(cell, text) {
  const input = document.createElement("input");
  input.className = "cell-input";
  input.inputMode = "decimal";
  input.autocomplete = "off";
  input.value = text;
  input.setAttribute("aria-label", `${words().typeWords}${cell.getAttribute("aria-label")}`);
  cell.hidden = true;
  cell.after(input);
  unsaved.set(cell.dataset.cell, text);
  keep();
  input.addEventListener("input", () => {
    unsaved.set(cell.dataset.cell, input.value);
    keep();
    addUp(cell.dataset.cell, input.value);
  });
  input.addEventListener("blur", () => left(cell, input));
  input.addEventListener("keydown", (key) => typed(key, cell, input));
  return input;
}

const isAsItWas = (cell, input) => input.value.trim() === cell.querySelector(".cell-text").textContent.trim();

// Somebody looks elsewhere, perhaps for the right figure in another window: what changes nothing closes, the rest waits.
function left(cell, input) {
  if (input.dataset.stopped || input.readOnly || !input.isConnected || !document.hasFocus()) return;
  if (!input.value.trim() || isAsItWas(cell, input)) stop(cell, input);
  else tell(words().unsavedWords.replace("{typed}", input.value.trim()));
}

function stop(cell, input) {
  input.dataset.stopped = "yes"; // taking it away blurs it
  unsaved.delete(cell.dataset.cell);
  keep();
  input.remove();
  cell.hidden = false;
  tell("");
}

function typed(event, cell, input) {
  event.stopPropagation();
  if (input.readOnly) return; // on its way
  if (event.key === "Escape") {
    stop(cell, input);
    cell.focus();
  } else if (event.key === "Enter" || event.key === "Tab") {
    event.preventDefault();
    const down = event.key === "Enter" ? next(cell, 0, 1) : next(cell, event.shiftKey ? -1 : 1, 0);
    wanted = (down ?? cell).dataset.cell;
    if (isAsItWas(cell, input) && !cell.dataset.confirmed) {
      stop(cell, input);
      cellOf(wanted)?.focus();
    } else {
      input.readOnly = true;
      send(cell.dataset.typed, cell, { value: input.value.trim() });
    }
  }
}

function tell(text) {
  const line = document.getElementById("live-sums");
  line.textContent = text;
  line.hidden = !text;
}

// Blank and dash count as 0 in a sum; a cell that is absent or illegible leaves it open.
function valueOf(address) {
  const cell = cellOf(address);
  if (!cell || cell.matches(".cell-absent, .cell-illegible")) return NaN;
  if (cell.matches(".cell-blank, .cell-dash")) return 0;
  return Number(cell.querySelector(".cell-text").textContent.replaceAll(",", ""));
}

function addUp(address, text) {
  const sums = JSON.parse(document.getElementById("sums").textContent);
  const value = (one) => (one === address ? number(text) : valueOf(one));
  const said = [];
  for (const sum of sums) {
    if (sum.subject !== address && !sum.plus.includes(address) && !sum.minus.includes(address)) continue;
    const [should, is] = worked(sum, value);
    if (Number.isNaN(should) || Number.isNaN(is)) continue;
    const where = cellOf(sum.subject)?.getAttribute("aria-label").split("，")[0] ?? sum.subject;
    const template = should === is ? words().agreesWords : words().differsWords;
    said.push(template.replace("{where}", where).replace("{should}", should).replace("{is}", is));
  }
  tell(said.join("　"));
}

// The answer brings the messages and the next step too; only the sheet takes the focused cell away, and every field with
// it: what was refused, and what was typed over other cells meanwhile, stands in its field again.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "sheet-body") return;
  const isRefused = Boolean(document.querySelector("#messages .notice-error"));
  if (!isRefused) unsaved.delete(sent);
  keep();
  for (const [address, text] of unsaved) {
    const cell = cellOf(address);
    if (cell?.dataset.typed) field(cell, text).setAttribute("aria-invalid", address === sent);
  }
  if (!wanted) return;
  const cell = cellOf(isRefused ? sent : wanted);
  wanted = null;
  (cell?.nextElementSibling ?? cell)?.focus();
});

// What did not arrive can be sent again.
for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(kind, (event) => {
    if (event.detail.requestConfig?.verb !== "post") return;
    const input = cellOf(sent)?.parentElement.querySelector(".cell-input");
    if (!input) return;
    input.readOnly = false;
    input.focus();
  });
}
