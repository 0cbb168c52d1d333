// The panel of evidence beside the tables, and the marked cell it speaks of.
const inspector = document.getElementById("inspector");
let asked = null;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target === inspector) asked = event.detail.elt;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== inspector) return;
  for (const cell of document.querySelectorAll("td.is-selected")) cell.classList.remove("is-selected");
  asked?.closest("td")?.classList.add("is-selected");
  const heading = inspector.querySelector("[data-focus]");
  heading?.focus({ preventScroll: true });
  // Beside the tables it stays in sight by itself, and the cell that was chosen must stay where it is.
  if (getComputedStyle(inspector.closest(".report-doc")).position !== "sticky") inspector.scrollIntoView({ block: "nearest" });
});

// A link to a finding must show it even inside a folded part.
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let box = target?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  target?.scrollIntoView({ block: "center" });
}
window.addEventListener("hashchange", unfold);
if (location.hash) unfold();

// A figure that was refused is put right where it was typed: once the page has gone to its cell, which takes the focus.
window.addEventListener("load", () => inspector?.querySelector(".is-invalid")?.focus());

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
