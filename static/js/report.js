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
  inspector.scrollIntoView({ block: "nearest" });
});

// A link to a finding must show it even inside a folded part.
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let box = target?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  target?.scrollIntoView({ block: "center" });
}
window.addEventListener("hashchange", unfold);
if (location.hash) unfold();
