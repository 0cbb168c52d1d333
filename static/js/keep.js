// Texts and reasons survive whatever happens to the page: a session that ends, a reload, a closed window.
// A draft is kept in this browser for the person who typed it until the text has arrived; whether it has,
// the next page says with a message of success.
const PREFIX = "keep:";
const DAYS = 14;
const owner = document.body.dataset.keepFor;
const words = document.body.dataset;
const sent = "keep-sent";

const FIELDS = "textarea[name], input[name=reason], input[data-keep]";
// A form that keeps what is typed in a way of its own says so with data-no-keep.
const isKept = (field) => field.matches?.(FIELDS) && field.form?.method === "post" && !field.closest("[data-no-keep]");
// By where the form goes: two forms of a page may name their fields alike, and a refused form stands at an address of its own.
const goesTo = (form) => new URL(form.getAttribute("action") || location.pathname, location.href).pathname;
const keyOf = (field) => `${PREFIX}${owner}:${goesTo(field.form)}:${field.id || field.name}`;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(field) {
  const key = keyOf(field);
  try {
    if (field.value === field.defaultValue) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ text: field.value, base: field.defaultValue, at: Date.now() }));
  } catch {
    // A browser that keeps nothing, or has no room left: the page works as it would without drafts.
  }
}

// What was sent from this tab is forgotten when the next page says that it arrived, and kept otherwise.
function settle() {
  const keys = JSON.parse(sessionStorage.getItem(sent) ?? "[]");
  if (!keys.length || !owner) return;
  sessionStorage.removeItem(sent);
  const messages = document.getElementById("messages");
  if (!messages?.querySelector(".notice-success") || messages.querySelector(".notice-error")) return;
  for (const key of keys) localStorage.removeItem(key);
}

function forgetOld() {
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
    if (!(Date.now() - read(key)?.at < DAYS * 86_400_000)) localStorage.removeItem(key);
  }
}

function restore(root) {
  let first = null;
  for (const field of root.querySelectorAll(FIELDS)) {
    const draft = isKept(field) && read(keyOf(field));
    if (!draft || field.dataset.kept) continue;
    if (draft.text === field.value && root !== document) continue; // being typed right now
    if (draft.text === field.defaultValue) localStorage.removeItem(keyOf(field));
    else if (draft.base === field.defaultValue) give(field, draft.text);
    else offer(field, draft.text);
    if (field.dataset.kept) first ??= field;
  }
  if (root === document && first) pointAt(first);
}

// The field may stand far down the page.
function pointAt(field) {
  const notice = document.createElement("div");
  notice.className = "notice";
  const link = document.createElement("button");
  link.type = "button";
  link.className = "btn btn-sm btn-link";
  link.textContent = field.value === field.defaultValue ? words.keptOlderWords : words.keptWords;
  link.addEventListener("click", () => {
    for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center" });
  });
  notice.append(link);
  document.getElementById("messages")?.append(notice);
}

function give(field, text) {
  field.value = text; // browsers that restore forms by themselves have done so already
  for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  say(field, words.keptWords, words.forgetWords, () => {
    field.value = field.defaultValue;
    write(field);
  });
}

// Somebody has saved another text since: what was typed is shown only if it is asked for.
function offer(field, text) {
  say(field, words.keptOlderWords, words.restoreWords, () => give(field, text));
}

function say(field, sentence, deed, act) {
  field.dataset.kept = "yes";
  field.parentElement.querySelector(".kept-note")?.remove();
  const note = document.createElement("p");
  note.className = "kept-note form-text";
  note.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm btn-link";
  button.textContent = deed;
  button.addEventListener("click", () => {
    note.remove();
    act();
    field.focus();
  });
  note.append(sentence, button);
  field.after(note);
}

if (owner) {
  settle();
  forgetOld();
  restore(document);
  document.addEventListener("input", (event) => isKept(event.target) && write(event.target));
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const fields = [...event.target.elements].filter(isKept);
    for (const field of fields) write(field);
    const kept = fields.map(keyOf).filter((key) => localStorage.getItem(key));
    if (kept.length) sessionStorage.setItem(sent, JSON.stringify(kept));
  });
  // Part of the page made anew by htmx: what was being typed in it comes back.
  document.addEventListener("htmx:afterSettle", (event) => restore(event.target.parentElement ?? document));
}
