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
