// Single keys for people who review hundreds of reports. Off while somebody types, and for good where they choose so.
const dialog = document.getElementById("keys");
const choice = document.getElementById("keys-on");
const KEPT = "single-keys";
const deeds = new Map();

export function onKey(key, deed) {
  deeds.set(key, deed);
}

function stored() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // storage may be forbidden; the keys then work until the page is left
  }
}

if (choice) {
  choice.checked = stored() !== "off";
  choice.addEventListener("change", () => {
    try {
      localStorage.setItem(KEPT, choice.checked ? "on" : "off");
    } catch {
      // as above
    }
  });
}

function showHelp() {
  if (dialog && !dialog.open) dialog.showModal();
}

for (const button of document.querySelectorAll("[data-help]")) button.addEventListener("click", showHelp);
dialog?.querySelector("[data-close]").addEventListener("click", () => dialog.close());
// A modal dialog lets the focus go to the browser's own bars; here it goes round inside.
dialog?.addEventListener("keydown", (event) => {
  if (event.key !== "Tab") return;
  const stops = [...dialog.querySelectorAll("button, input, a[href]")];
  const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
});

const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (!choice?.checked || document.querySelector("dialog[open]") || event.target.closest?.(TYPING)) return;
  if (event.key === "?") {
    event.preventDefault();
    showHelp();
    return;
  }
  const deed = deeds.get(event.key);
  if (deed && deed(event) !== false) event.preventDefault();
});
