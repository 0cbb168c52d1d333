// Figures corrected and confirmed in place, with the sums recomputed while somebody types.
import { nearest, number, worked } from "./grid.js";

const FORWARD = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let wanted = null; // the cell to go to when the answer has come
let sent = null; // the cell that was typed in, where one stays if its number is refused

const cells = () => [...document.querySelectorAll("a.cell[data-cell]")];
const cellOf = (address) => document.getElementById(`cell-${address}`)?.querySelector("a.cell");
const words = () => document.querySelector("[data-drawn-words]").dataset;

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("a.cell[data-cell]");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key in FORWARD) go(event, next(cell, ...FORWARD[event.key]));
  else if (!cell.dataset.typed) return;
  else if (/^[0-9]$/.test(event.key)) start(event, cell, event.key);
  else if (event.key === "F2") start(event, cell, cell.querySelector(".cell-text").textContent);
  else if (event.key.toLowerCase() === "y" && cell.dataset.confirmed) confirmed(event, cell);
  else if (event.key.toLowerCase() === "n") go(event, doubtAfter(cell));
});

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
  });
}

function confirmed(event, cell) {
  event.preventDefault();
  const after = doubtAfter(cell);
  wanted = (after && after !== cell ? after : cell).dataset.cell;
  send(cell.dataset.confirmed, cell, {});
}

function start(event, cell, text) {
  event.preventDefault();
  const input = document.createElement("input");
  input.className = "cell-input";
  input.inputMode = "decimal";
  input.autocomplete = "off";
  input.value = /[0-9]/.test(text) ? text : "";
  input.setAttribute("aria-label", `${words().typeWords}${cell.getAttribute("aria-label")}`);
  cell.hidden = true;
  cell.after(input);
  input.focus();
  input.addEventListener("input", () => addUp(cell.dataset.cell, input.value));
  input.addEventListener("blur", () => stop(cell, input));
  input.addEventListener("keydown", (key) => typed(key, cell, input));
  addUp(cell.dataset.cell, input.value);
}

function stop(cell, input) {
  if (input.dataset.stopped) return; // taking it away blurs it, which stops it again
  input.dataset.stopped = "yes";
  input.remove();
  cell.hidden = false;
  document.getElementById("live-sums").hidden = true;
}

function typed(event, cell, input) {
  event.stopPropagation();
  const value = input.value.trim();
  if (event.key === "Escape") {
    stop(cell, input);
    cell.focus();
  } else if (event.key === "Enter" || event.key === "Tab") {
    event.preventDefault();
    const down = event.key === "Enter" ? next(cell, 0, 1) : next(cell, event.shiftKey ? -1 : 1, 0);
    wanted = (down ?? cell).dataset.cell;
    stop(cell, input);
    if (value === cell.querySelector(".cell-text").textContent.trim()) cellOf(wanted)?.focus();
    else send(cell.dataset.typed, cell, { value });
  }
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
  const line = document.getElementById("live-sums");
  line.textContent = said.join("　");
  line.hidden = !said.length;
}

// The answer brings the messages and the next step too; only the sheet takes the focused cell away.
document.addEventListener("htmx:afterSettle", (event) => {
  if (!wanted || event.target.id !== "sheet-body") return;
  const cell = cellOf(document.querySelector("#messages .notice-error") ? sent : wanted);
  wanted = null;
  cell?.focus();
});
