// One submit per form: a second click while the first is under way would only collide.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
});

// A page taken from the back-forward cache would otherwise keep its forms locked.
window.addEventListener("pageshow", () => release(document));
document.addEventListener("htmx:afterRequest", (event) => release(event.target.closest("form")));

function release(root) {
  if (!root) return;
  const forms = root.matches?.("form") ? [root] : root.querySelectorAll("form");
  for (const form of forms) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
}

// What could not be fetched or sent says so, once, until the same has come through.
let failure = null;
for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(kind, tellFailure);

// A page that asks by itself asks again by itself: "every" does in any case, what was to be loaded once some seconds later.
const AGAIN = 5000;
function asksAgain({ elt, xhr, pathInfo }) {
  const trigger = elt.getAttribute?.("hx-trigger") ?? "";
  if (!/\b(every|load)\b/.test(trigger) || (xhr?.status >= 400 && xhr.status < 500)) return false;
  const ask = () => htmx.ajax("GET", pathInfo.requestPath, { source: elt, target: elt, swap: elt.getAttribute("hx-swap") });
  if (trigger.includes("load")) setTimeout(() => elt.isConnected && ask().catch(() => {}), AGAIN);
  return true;
}

function tellFailure(event) {
  const what = asksAgain(event.detail) ? "request-waits" : "request-failed";
  const said = document.getElementById(what)?.content.cloneNode(true);
  if (!said) return;
  failure?.notice.remove();
  failure = { path: event.detail.pathInfo.requestPath, notice: said.firstElementChild };
  document.getElementById("messages").append(said);
}

document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful || event.detail.pathInfo.requestPath !== failure?.path) return;
  failure.notice.remove();
  failure = null;
});

// What answers a form stands at the address of the form, and loading it again would send the form again: a page that says
// where it belongs goes on there.
const address = document.querySelector("[data-address]")?.dataset.address;
if (address && location.pathname !== address) history.replaceState(null, "", address);
