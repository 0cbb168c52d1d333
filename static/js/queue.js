// The inbox: from row to row by keys, ticked rows, and where in the list a report was opened from.
import { onKey } from "./keys.js";

const table = document.getElementById("queue");
const rows = table ? [...table.tBodies[0].rows] : [];
const bar = document.getElementById("bulk-form");
const link = (row) => row.querySelector("[data-open]");
const current = () => rows.findIndex((row) => row.contains(document.activeElement));

function go(index) {
  const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
  if (!row) return false;
  link(row).focus();
  row.scrollIntoView({ block: "nearest" });
}

function leave(row, hash) {
  remember(row);
  location.href = link(row).href + hash;
}

function remember(row) {
  const at = Number(table.dataset.first) - 1 + rows.indexOf(row);
  try {
    sessionStorage.setItem("trail", JSON.stringify({ query: table.dataset.query, at }));
  } catch {
    // without storage the report's page has no neighbours; all else works
  }
}

function tick(row) {
  const box = row.querySelector("input[name=ids]");
  if (!box) return;
  box.checked = !box.checked;
  count();
}

function count() {
  const ticked = table.querySelectorAll("input[name=ids]:checked").length;
  bar.hidden = !ticked;
  bar.querySelector("[data-ticked]").textContent = ticked ? bar.dataset.words.replace("{n}", ticked) : "";
}

function approve(row) {
  if (!table.querySelector("input[name=ids]:checked")) {
    const box = row.querySelector("input[name=ids]");
    if (!box) return;
    box.checked = true;
  }
  bar.requestSubmit();
}

function withRow(deed) {
  return () => {
    const row = rows[current()];
    if (!row) return false;
    deed(row);
  };
}

if (table) {
  onKey("j", () => go(current() + 1));
  onKey("k", () => go(current() < 0 ? 0 : current() - 1));
  onKey("ArrowDown", () => (current() < 0 ? false : go(current() + 1)));
  onKey("ArrowUp", () => (current() < 0 ? false : go(current() - 1)));
  onKey("x", withRow(tick));
  onKey("a", withRow(approve));
  onKey("r", withRow((row) => leave(row, "#return")));
  onKey("o", withRow((row) => leave(row, "#findings")));
  table.addEventListener("click", (event) => {
    const opened = event.target.closest("[data-open]");
    if (opened) remember(opened.closest("tr"));
  });
  table.addEventListener("change", count);
  count();

  // Back at the same place: the row one came from, or the one that took its place. Not before the page has gone there
  // by itself, which takes the focus away from everything.
  if (location.hash.startsWith("#row-")) window.addEventListener("load", () => {
    const same = rows.findIndex((row) => `#${row.id}` === location.hash);
    let kept = {};
    try {
      kept = JSON.parse(sessionStorage.getItem("trail") ?? "{}");
    } catch {
      // as above
    }
    go(same >= 0 ? same : (kept.at ?? 0) - Number(table.dataset.first) + 1);
  });
}
