// The document beside the tables: where the chosen figure, or every operand of a finding, was read.
const places = JSON.parse(document.getElementById("places")?.textContent ?? "{}");
const inspector = document.getElementById("inspector");
const widths = [60, 75, 100, 125, 150, 200];
let width = 100;
let chosen = null; // {addresses, subject}: marked again when the pages arrive or are made anew

const viewer = () => document.getElementById("document");
const page = (number) => viewer()?.querySelector(`[data-page="${number}"]`);

function clear() {
  for (const mark of viewer()?.querySelectorAll(".document-mark") ?? []) mark.remove();
  for (const cell of viewer()?.querySelectorAll(".is-marked") ?? []) {
    cell.classList.remove("is-marked", "is-subject");
    delete cell.dataset.number;
  }
  CSS.highlights?.clear();
}

function markBox(place, number, isSubject) {
  const sheet = page(place.page);
  if (!sheet) return null;
  const [across, down] = [Number(sheet.dataset.width), Number(sheet.dataset.height)];
  const [left, top, right, bottom] = place.box;
  const mark = document.createElement("span");
  mark.className = `document-mark${isSubject ? " is-subject" : ""}`;
  mark.style.left = `${(100 * left) / across}%`;
  mark.style.top = `${(100 * top) / down}%`;
  mark.style.width = `${(100 * (right - left)) / across}%`;
  mark.style.height = `${(100 * (bottom - top)) / down}%`;
  if (number) mark.dataset.number = number;
  sheet.append(mark);
  return mark;
}

function markFound(place, number, isSubject) {
  const cell = viewer()?.querySelector(`[data-found="${CSS.escape(place.cell)}"]`);
  if (!cell) return null;
  cell.classList.add("is-marked");
  if (isSubject) cell.classList.add("is-subject");
  if (number) cell.dataset.number = number;
  return cell;
}

// Where the character of an offset stands in its line. Fields, set off by tabs, may begin elsewhere in the file.
function inLine(line, offset) {
  if (!line.dataset.fields) return offset - Number(line.dataset.offset);
  const begins = line.dataset.fields.split(" ").map(Number);
  const at = Math.max(0, begins.filter((begin) => begin <= offset).length - 1);
  const before = line.firstChild.data.split("\t").slice(0, at);
  return before.reduce((sum, field) => sum + field.length + 1, 0) + offset - begins[at];
}

// A line of text keeps its offset; the characters themselves are painted without changing the text. A number that its
// cell broke goes on in the next lines.
function markText(place, isSubject) {
  const lines = [...(viewer()?.querySelectorAll("[data-offset]") ?? [])];
  const line = lines.filter((one) => Number(one.dataset.offset) <= place.offset).at(-1);
  const rest = lines.filter((one) => Number(one.dataset.offset) > place.offset && Number(one.dataset.offset) < place.end);
  const last = rest.filter((one) => one.firstChild).at(-1);
  const text = line?.firstChild;
  if (!text) return null;
  const start = inLine(line, place.offset);
  const range = new Range();
  range.setStart(text, Math.min(start, text.length));
  if (last) range.setEnd(last.firstChild, Math.min(place.end - Number(last.dataset.offset), last.firstChild.length));
  else range.setEnd(text, Math.min(start + place.end - place.offset, text.length));
  if (CSS.highlights) {
    const name = isSubject ? "document-subject" : "document-operand";
    if (!CSS.highlights.has(name)) CSS.highlights.set(name, new Highlight());
    CSS.highlights.get(name).add(range);
  }
  for (const one of [line, ...rest]) one.classList.add("is-marked");
  return line;
}

function mark(address, number, isSubject) {
  const place = places[address];
  if (!place) return null;
  if (place.box) return markBox(place, number, isSubject);
  return place.cell ? markFound(place, number, isSubject) : markText(place, isSubject);
}

function say(words) {
  const status = viewer()?.querySelector("[data-document-status]");
  if (status) status.textContent = words;
}

function bring(element) {
  const frame = element?.closest(".document-scroll");
  if (!frame) return;
  const [outer, inner] = [frame.getBoundingClientRect(), element.getBoundingClientRect()];
  frame.scrollBy({ top: inner.top - outer.top - outer.height / 2.5, left: inner.left - outer.left - outer.width / 2 });
}

function show(addresses, subject) {
  chosen = { addresses, subject };
  clear();
  const several = addresses.length > 1;
  const marks = addresses.map((address, n) => mark(address, several ? n + 1 : 0, address === subject));
  bring(marks[addresses.indexOf(subject)] ?? marks.find(Boolean));
  const drawn = marks.filter(Boolean).length;
  const words = document.querySelector("[data-drawn-words]")?.dataset;
  if (words) say(drawn ? words.drawnWords.replace("{n}", drawn) : words.noneWords);
}

document.addEventListener("click", (event) => {
  const cell = event.target.closest("a.cell[data-cell]");
  if (cell) show([cell.dataset.cell], cell.dataset.cell);
  const button = event.target.closest("[data-operands]");
  if (button) {
    show(button.dataset.operands.trim().split(/\s+/), button.dataset.subject);
    if (getComputedStyle(viewer().closest(".report-doc")).position !== "sticky") viewer().scrollIntoView();
  }
  const zoom = event.target.closest("[data-zoom]");
  if (zoom) {
    const next = widths.indexOf(width) + Number(zoom.dataset.zoom);
    width = widths[Math.max(0, Math.min(widths.length - 1, next))];
    viewer().style.setProperty("--document-width", `${width}%`);
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-page-choice]")) bringPage(event.target.value);
});

function bringPage(number) {
  const sheet = page(number);
  const frame = sheet?.closest(".document-scroll");
  if (frame) frame.scrollTop += sheet.getBoundingClientRect().top - frame.getBoundingClientRect().top;
}

// The page number follows the scrolling.
document.addEventListener(
  "scroll",
  (event) => {
    if (!event.target.matches?.(".document-scroll.has-pages, .has-pages > .document-scroll")) return;
    const middle = event.target.getBoundingClientRect().top + event.target.clientHeight / 2;
    const shown = [...event.target.querySelectorAll("[data-page]")].filter((p) => p.getBoundingClientRect().top < middle).at(-1);
    const choice = viewer()?.querySelector("[data-page-choice]");
    if (shown && choice) choice.value = shown.dataset.page;
  },
  true,
);

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "document" && event.target?.id !== "document") return;
  if (chosen) show(chosen.addresses, chosen.subject);
  else fromAddress();
});

// A page opened at a cell, by a link or after a correction.
function fromAddress() {
  const cell = new URLSearchParams(location.search).get("cell");
  if (cell && inspector) show([cell], cell);
}
