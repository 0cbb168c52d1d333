// One report before the reviewer: on to the next of the list it was opened from, and to the places of its page.
import { onKey } from "./keys.js";

const place = document.getElementById("trail");

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem("trail") ?? "null");
  } catch {
    return null;
  }
}

async function showTrail() {
  const from = kept();
  if (!place || !from) return;
  const answer = await fetch(`${place.dataset.trail}?${from.query}&at=${from.at}`);
  if (!answer.ok || answer.redirected) return;
  place.innerHTML = await answer.text();
  const at = Number(place.querySelector("[data-at]").dataset.at);
  sessionStorage.setItem("trail", JSON.stringify({ query: from.query, at }));
}
showTrail().catch(() => {}); // the page is whole without it

function follow(selector) {
  const link = place?.querySelector(selector);
  if (!link) return false;
  location.href = link.href;
}

const findings = () => [...document.querySelectorAll("#findings .finding")];

function toFinding(step) {
  const all = findings();
  if (!all.length) return false;
  const now = all.findIndex((each) => each.contains(document.activeElement));
  const next = all[now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, now + step))];
  for (let box = next.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "center" });
}

function claim() {
  const button = document.querySelector("[data-claim]");
  if (!button) return false;
  button.click();
}

function toApproval() {
  const title = document.getElementById("approve-title");
  if (!title) return false;
  const panel = title.closest("section");
  const target = panel.querySelector("details") ? panel.querySelector("summary") : panel.querySelector("button");
  (target ?? title).focus();
  panel.scrollIntoView({ block: "center" });
}

function toReturn() {
  const reason = document.querySelector("#return-form textarea");
  if (!reason) return false;
  reason.focus();
  reason.scrollIntoView({ block: "center" });
}

onKey("n", () => follow("[rel=next]"));
onKey("p", () => follow("[rel=prev]"));
onKey("u", () => follow("[data-back]"));
onKey("j", () => toFinding(1));
onKey("k", () => toFinding(-1));
onKey("c", claim);
onKey("a", toApproval);
onKey("r", toReturn);
if (location.hash === "#return") toReturn();
