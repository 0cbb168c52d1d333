// A report written in the browser: every field is kept as it is typed, two windows meet without loss.
// Pages with figures to type add ./manuscript.js, which imports this.
export const form = document.getElementById("manuscript");
form.reset(); // a reload brings back what stood in the fields, which the server may know better
const { save: address, drafts: draftsAddress, user, pk } = form.dataset;
export const words = document.querySelector("[data-manuscript-words]").dataset;
const status = document.getElementById("saved");
const tab = (sessionStorage.tab ??= crypto.randomUUID?.() ?? String(Math.random()));
const PREFIX = `manuscript-${user}-${pk}-`;
const pending = new Map(); // field → value, typed and not yet kept
const unresolved = new Map(); // field → value, changed here and elsewhere
let version = Number(form.elements.version.value);
let [sending, timer, failed] = [false, 0, false];

const fieldOf = (name) => form.elements[name];
export const say = (template, values = {}) => Object.entries(values).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), template);

// --- keeping what is typed

form.addEventListener("input", (event) => {
  if (!event.target.name) return;
  changed(event.target);
  count(event.target);
});

export function changed(input) {
  pending.set(input.name, input.value);
  unresolved.delete(input.name);
  remember();
  clearTimeout(timer);
  timer = setTimeout(flush, 700);
  if (!failed) status.textContent = words.saving;
}

function remember() {
  const left = Object.fromEntries([...pending, ...unresolved]);
  if (Object.keys(left).length) localStorage[PREFIX + tab] = JSON.stringify({ at: Date.now(), version, left });
  else localStorage.removeItem(PREFIX + tab);
}

async function flush(keepalive = false) {
  if (sending || !pending.size) return;
  clearTimeout(timer);
  sending = true;
  const batch = new Map(pending);
  try {
    const answer = await fetch(address, {
      method: "POST",
      redirect: "manual",
      keepalive: keepalive === true,
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      body: JSON.stringify({ version, changes: Object.fromEntries(batch) }),
    });
    if (answer.type === "opaqueredirect" || answer.status === 403) return trouble(words.signedOut);
    if (!answer.headers.get("Content-Type")?.includes("json")) return trouble(words.server, true);
    const told = await answer.json();
    if (told.why) return trouble(told.why);
    took(batch, told);
  } catch {
    trouble(words.network, true);
  } finally {
    sending = false;
    remember();
  }
  if (pending.size) await flush();
}

function took(batch, told) {
  failed = false;
  version = told.version;
  form.elements.version.value = version;
  for (const [name, value] of batch) if (pending.get(name) === value) pending.delete(name);
  for (const [name, theirs] of Object.entries(told.conflicts)) {
    if (!pending.has(name)) unresolved.set(name, batch.get(name));
    ask(name, batch.get(name), theirs);
  }
  for (const [name, value] of Object.entries(told.others)) if (!pending.has(name)) put(fieldOf(name), value);
  status.classList.remove("is-failed");
  const others = Object.keys(told.others).length;
  status.textContent = say(words.saved, { at: new Date().toLocaleTimeString("zh-CN", { hour12: false }) }) + (others ? say(words.others, { n: others }) : "");
}

function trouble(text, again = false) {
  failed = true;
  status.classList.add("is-failed");
  status.textContent = text;
  if (again) timer = setTimeout(flush, 5000);
}

function put(input, value) {
  input.value = value;
  count(input);
  input.dispatchEvent(new CustomEvent("put", { bubbles: true }));
}

// The same field changed in two windows: a person decides.
function ask(name, mine, theirs) {
  const list = document.getElementById("conflicts");
  list.querySelector(`[data-conflict="${CSS.escape(name)}"]`)?.remove();
  const item = document.createElement("li");
  item.dataset.conflict = name;
  const label = fieldOf(name).getAttribute("aria-label") ?? fieldOf(name).labels[0]?.textContent;
  item.append(say(words.conflict, { where: label, mine: short(mine), theirs: short(theirs) }), " ");
  const settle = (text, value, act) => {
    const button = document.createElement("button");
    [button.type, button.className, button.textContent] = ["button", "btn btn-sm btn-secondary", text];
    button.addEventListener("click", () => {
      put(fieldOf(name), value);
      unresolved.delete(name);
      act();
      item.remove();
      list.hidden = !list.children.length;
      remember();
      fieldOf(name).focus();
    });
    item.append(button, " ");
  };
  settle(words.mine, mine, () => changed(fieldOf(name)));
  settle(words.theirs, theirs, () => {});
  list.append(item);
  list.hidden = false;
}

const short = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text) || words.empty;

addEventListener("beforeunload", (event) => {
  if (pending.size || unresolved.size) event.preventDefault();
});
addEventListener("pagehide", () => flush(true));
addEventListener("online", () => flush());

// What a window that was closed or signed out could not save.
function restore() {
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
    const kept = JSON.parse(localStorage[key]);
    if (key !== PREFIX + tab && Date.now() - kept.at < 30_000) continue; // another window is still at it
    if (key !== PREFIX + tab) localStorage.removeItem(key);
    let n = 0;
    for (const [name, value] of Object.entries(kept.left)) {
      if (!fieldOf(name) || fieldOf(name).defaultValue === value) continue;
      put(fieldOf(name), value);
      pending.set(name, value);
      n += 1;
    }
    if (!n) continue;
    version = Math.min(version, kept.version);
    status.textContent = say(words.restored, { n });
  }
  remember();
  if (pending.size) timer = setTimeout(flush, 1500);
}

form.addEventListener("submit", async (event) => {
  if (!pending.size && !unresolved.size && !sending) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await settled();
  if (unresolved.size) document.querySelector("#conflicts button").focus();
  else if (!pending.size) form.requestSubmit(event.submitter);
}, true);

async function settled() {
  for (let tries = 0; (sending || pending.size) && tries < 50; tries += 1) {
    await flush();
    if (failed) return;
    if (sending) await new Promise((wake) => setTimeout(wake, 100));
  }
}

// --- texts

function count(area) {
  const output = document.getElementById(`${area.id}-count`);
  if (output) output.textContent = say(words.count, { n: area.value.replaceAll(/\s/g, "").length });
}

document.getElementById("draft").addEventListener("click", async () => {
  await settled();
  if (document.querySelector(".sum-off")) return void (document.getElementById("draft-words").textContent = words.notYet);
  const answer = await fetch(draftsAddress, { redirect: "manual" });
  if (!answer.ok) return trouble(words.server);
  const written = Object.entries(await answer.json()).filter(([name, text]) => !fieldOf(name).value.trim() && text);
  for (const [name, text] of written) {
    put(fieldOf(name), text);
    changed(fieldOf(name));
  }
  document.getElementById("draft-words").textContent = written.length ? say(words.drafted, { n: written.length }) : words.nothingDrafted;
});

// The document is made of what is kept.
document.getElementById("download").addEventListener("click", async (event) => {
  if (!pending.size && !sending) return;
  event.preventDefault();
  await settled();
  if (!pending.size) location.assign(event.target.href);
});

form.querySelectorAll("textarea").forEach(count);
// Whoever imports this listens before anything is brought back.
setTimeout(restore);
