// The panel of evidence beside the tables, and the marked cell it speaks of.
import "./cells.js";

const inspector = document.getElementById("inspector");
let asked = null;
let byKey = false;

document.addEventListener("click", (event) => {
  const cell = event.target.closest("a.cell[data-cell]");
  if (cell) [asked, byKey] = [cell, event.detail === 0]; // how often the mouse was pressed
});

// Of two cells chosen one after the other, the first may be answered last.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target === inspector && event.detail.requestConfig.elt !== asked) event.detail.shouldSwap = false;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== inspector) return;
  for (const cell of document.querySelectorAll("td.is-selected")) cell.classList.remove("is-selected");
  asked?.closest("td")?.classList.add("is-selected");
  stayAt(asked?.dataset.cell);
  // Whoever came by a key goes on reading there; under a mouse the cell keeps the focus, so that a number can be typed.
  if (byKey) inspector.querySelector("[data-focus]")?.focus({ preventScroll: true });
  // Beside the tables it stays in sight by itself, and the cell that was chosen must stay where it is.
  if (getComputedStyle(inspector.closest(".report-doc")).position !== "sticky") inspector.scrollIntoView({ block: "nearest" });
});

// Whoever comes back to this address, as after signing in again, finds the panel open and in it what was typed.
function stayAt(cell) {
  if (!cell) return;
  const here = new URL(location.href);
  here.searchParams.delete("refused");
  here.searchParams.set("cell", cell);
  here.hash = `cell-${cell}`;
  history.replaceState(history.state, "", here);
}

// The field of a correction opens below the edge of the panel.
inspector?.addEventListener("toggle", (event) => {
  if (!event.target.open) return;
  event.target.scrollIntoView({ block: "nearest" });
  event.target.querySelector("input:not([type=hidden])")?.focus({ preventScroll: true });
}, true);

// A link to a finding must show it even inside a folded part; one to a cell must leave the keys there.
const aimedAt = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));
const cellIn = (target) => target?.querySelector(":scope > a.cell");
function unfold() {
  const target = aimedAt();
  for (let box = target?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  target?.scrollIntoView({ block: "center" });
  cellIn(target)?.focus({ preventScroll: true });
}
window.addEventListener("hashchange", unfold);
if (location.hash) unfold();

// A figure that was refused is put right where it was typed: once the page has gone to its cell, which takes the focus
// away from everything.
window.addEventListener("load", () => {
  const refused = inspector?.querySelector(".is-invalid");
  if (refused) refused.focus();
  else if (document.activeElement === document.body) cellIn(aimedAt())?.focus({ preventScroll: true });
});

// On paper nothing can be unfolded: the report's text and the letters of its history are printed whole.
const FOLDED = ".section-text:not([open]), .story-letter:not([open]), .finding details:not(.no-print):not([open])";
window.addEventListener("beforeprint", () => {
  for (const box of document.querySelectorAll(FOLDED)) {
    box.open = true;
    box.dataset.printed = "yes";
  }
});
window.addEventListener("afterprint", () => {
  for (const box of document.querySelectorAll("details[data-printed]")) {
    box.open = false;
    delete box.dataset.printed;
  }
});
