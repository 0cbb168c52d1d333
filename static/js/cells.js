// The figures of the official tables under the arrow keys: each table is one stop of Tab, not a stop a figure.
import { nearest } from "./grid.js";

const FORWARD = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SHEET = ".official table";

export const cells = () => [...document.querySelectorAll("a.cell[data-cell]")];

// Where Tab comes in: the cell one was at last, at first the first.
function enter(table, cell) {
  for (const one of table.querySelectorAll("a.cell[data-cell]")) one.tabIndex = one === cell ? 0 : -1;
}

function enterFirst() {
  for (const table of document.querySelectorAll(SHEET)) {
    if (!table.querySelector("a.cell[tabindex='0']")) enter(table, table.querySelector("a.cell[data-cell]"));
  }
}

document.addEventListener("focusin", (event) => {
  const cell = event.target.closest?.("a.cell[data-cell]");
  const table = cell?.closest(SHEET);
  if (table && cell.tabIndex !== 0) enter(table, cell);
});

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("a.cell[data-cell]");
  if (!cell || !(event.key in FORWARD) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  nearest(cell, cells(), ...FORWARD[event.key])?.focus();
});

document.addEventListener("htmx:afterSettle", enterFirst); // the tables may have been made anew
enterFirst();
