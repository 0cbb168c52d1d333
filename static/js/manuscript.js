// A report filled in by hand: blocks are pasted from Excel, sums are recomputed live. What is typed is kept by writing.js.
import { nearest, number, worked } from "./grid.js";
import { changed, form, say, words } from "./writing.js";

const sums = JSON.parse(document.getElementById("sums").textContent);
const figures = [...form.querySelectorAll("input[data-figure]")];
const byAddress = new Map(figures.map((input) => [input.dataset.figure, input]));
let undo = null;

form.addEventListener("input", (event) => {
  if (event.target.dataset.figure) showSums(event.target);
});
form.addEventListener("put", (event) => {
  if (event.target.dataset.figure) showAllSums();
});

// --- keyboard

const WAYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], Enter: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

form.addEventListener("keydown", (event) => {
  const cell = event.target;
  if (!cell.dataset.figure || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "=") return addUp(event, cell);
  if (!(event.key in WAYS) || !leaves(event.key, cell)) return;
  event.preventDefault();
  const [across, down] = WAYS[event.key];
  nearest(cell, figures, across, event.shiftKey ? -down : down)?.focus();
});

// Left and right go through the number first, and on where it ends.
function leaves(key, cell) {
  const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  if (key === "ArrowLeft") return whole || cell.selectionEnd === 0;
  if (key === "ArrowRight") return whole || cell.selectionStart === cell.value.length;
  return true;
}

form.addEventListener("focusin", (event) => {
  if (!event.target.dataset.figure) return;
  event.target.select();
  showSums(event.target);
});

// --- sums

const valueOf = (one) => number(byAddress.get(one)?.value ?? "");
const isOpen = (sum) => !byAddress.get(sum.subject)?.value.trim() || [...sum.plus, ...sum.minus].every((one) => !byAddress.get(one)?.value.trim());

function addUp(event, cell) {
  event.preventDefault();
  const sum = sums.find((one) => one.subject === cell.dataset.figure);
  const should = sum ? worked(sum, valueOf)[0] : NaN;
  if (Number.isNaN(should)) return;
  cell.value = String(should);
  changed(cell);
  showSums(cell);
}

function showSums(cell) {
  const said = [];
  for (const sum of sums.filter((one) => [one.subject, ...one.plus, ...one.minus].includes(cell.dataset.figure))) {
    const [should, is] = worked(sum, valueOf);
    if (isOpen(sum) || Number.isNaN(should) || Number.isNaN(is)) continue;
    const where = byAddress.get(sum.subject).getAttribute("aria-label");
    said.push(say(should === is ? words.agrees : words.differs, { where, should, is }));
  }
  const line = document.getElementById("live-sums");
  line.textContent = said.join("　");
  line.hidden = !said.length;
  showAllSums();
}

function showAllSums() {
  const off = new Set(sums.filter((sum) => !isOpen(sum)).filter((sum) => worked(sum, valueOf)[0] !== worked(sum, valueOf)[1]).map((sum) => sum.subject));
  for (const input of figures) {
    input.closest("td").classList.toggle("sum-off", off.has(input.dataset.figure));
    const bad = input.value.trim() !== "" && Number.isNaN(number(input.value));
    if (bad) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
  const empty = figures.filter((input) => !input.value.trim()).length;
  document.getElementById("sum-count").textContent = say(off.size ? words.off : words.allAgree, { n: off.size });
  document.getElementById("empty-count").textContent = empty ? say(words.left, { n: empty }) : words.allFilled;
}

// --- blocks from Excel

form.addEventListener("paste", (event) => {
  const cell = event.target;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!cell.dataset.figure || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const { filled, outside } = spread(cell, block(text));
  told(say(words.pasted, { n: filled }) + (outside ? say(words.outside, { n: outside }) : ""));
});

// Rows of the pasted text, without columns of labels before the first figure.
function block(text) {
  const rows = text.replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t").map((one) => one.trim()));
  const numeric = (one) => one !== "" && !Number.isNaN(number(one));
  while (rows.some((row) => row.length > 1) && !rows.some((row) => numeric(row[0] ?? "")) && rows.some((row) => row[0])) rows.forEach((row) => row.shift());
  return rows;
}

function spread(cell, rows) {
  const lines = [...cell.closest("table").rows].map((row) => [...row.querySelectorAll("input[data-figure]")]).filter((line) => line.length);
  const top = lines.findIndex((line) => line.includes(cell));
  const left = lines[top].indexOf(cell);
  const counts = { filled: 0, outside: 0 };
  undo = [];
  rows.forEach((row, down) => row.forEach((value, across) => {
    const target = lines[top + down]?.[left + across];
    if (!target) counts.outside += value !== "";
    else if (fill(target, value)) counts.filled += 1;
  }));
  return counts;
}

function fill(input, value) {
  if (input.value === value) return false;
  undo.push([input, input.value]);
  input.value = value;
  changed(input);
  return true;
}

document.getElementById("fill-zeros").addEventListener("click", () => {
  undo = [];
  const n = figures.filter((input) => !input.value.trim() && fill(input, "0")).length;
  told(say(words.zeros, { n }));
});

function told(text) {
  showAllSums();
  document.getElementById("done-words").textContent = text;
  document.getElementById("done").hidden = false;
}

document.getElementById("undo").addEventListener("click", () => {
  for (const [input, value] of undo ?? []) {
    input.value = value;
    changed(input);
  }
  undo = null;
  showAllSums();
  document.getElementById("done-words").textContent = words.undone;
});

showAllSums();
