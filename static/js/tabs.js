// The comparisons of a report as tabs. Without this script each is a link to a page of its own.
const box = document.querySelector("[data-tabs]");
const panel = document.getElementById("compare-panel");
const tabs = [...(box?.querySelectorAll("[data-tab]") ?? [])];

if (tabs.length) {
  const list = tabs[0].closest("ul");
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", box.querySelector("nav").getAttribute("aria-label"));
  // The list of tabs takes the place and the name of the navigation.
  box.querySelector("nav").removeAttribute("aria-label");
  box.querySelector("nav").setAttribute("role", "presentation");
  for (const item of list.children) item.setAttribute("role", "presentation");
  panel.setAttribute("role", "tabpanel");
  panel.tabIndex = 0;
  tabs.forEach((tab, at) => {
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    tab.setAttribute("aria-selected", "false");
    tab.tabIndex = at ? -1 : 0;
    tab.addEventListener("click", clicked);
    tab.addEventListener("keydown", pressed);
  });
  box.addEventListener("htmx:responseError", failed);
  box.addEventListener("htmx:sendError", failed);
  // htmx gets ready on the same event, and it was loaded first.
  document.addEventListener("DOMContentLoaded", () => {
    fromAddress();
    const first = tabs.find((tab) => tab.dataset.tab === box.dataset.open);
    if (first && !tabs.some((tab) => tab.getAttribute("aria-selected") === "true")) open(first);
  });
  window.addEventListener("hashchange", fromAddress);
}

function clicked(event) {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return; // a page of its own, in another window
  event.preventDefault();
  choose(event.currentTarget);
}

// Arrows move among the tabs, Enter and the blank open one: each asks the server, so none opens by itself.
function pressed(event) {
  const at = tabs.indexOf(event.currentTarget);
  const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 };
  if (event.key in steps) {
    event.preventDefault();
    const next = tabs[(steps[event.key] + tabs.length) % tabs.length];
    for (const tab of tabs) tab.tabIndex = tab === next ? 0 : -1;
    next.focus();
  } else if (event.key === " ") {
    event.preventDefault();
    choose(event.currentTarget);
  }
}

// A figure was typed: what is compared here is no longer what stands in the table.
document.addEventListener("htmx:afterSettle", (event) => {
  const tab = tabs.find((one) => one.getAttribute("aria-selected") === "true");
  if (tab && event.target.id === "sheet-body") htmx.trigger(tab, "open-tab");
});

// What a person chose stays chosen when the page is loaded again, and can be sent to a colleague.
function choose(tab) {
  history.replaceState(history.state, "", `#compare-${tab.dataset.tab}`);
  open(tab);
}

function open(tab) {
  for (const one of tabs) {
    one.setAttribute("aria-selected", String(one === tab));
    one.tabIndex = one === tab ? 0 : -1;
  }
  panel.setAttribute("aria-labelledby", tab.id);
  say(panel.dataset.loadingWords);
  htmx.trigger(tab, "open-tab");
}

function failed(event) {
  event.stopPropagation(); // said here, where somebody looks
  say(panel.dataset.failedWords);
}

function say(words) {
  const line = document.createElement("p");
  line.className = "muted mb-0";
  line.setAttribute("role", "status");
  line.textContent = words;
  panel.replaceChildren(line);
}

function fromAddress() {
  const tab = tabs.find((one) => location.hash === `#compare-${one.dataset.tab}`);
  if (!tab || tab.getAttribute("aria-selected") === "true") return;
  open(tab);
  box.scrollIntoView();
}
