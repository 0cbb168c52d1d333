// Keeps the reviewer's claim while the page is open, and says at once when it is lost.
const lease = document.querySelector("#lease[data-renew]");

async function renew() {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  try {
    const answer = await fetch(lease.dataset.renew, { method: "POST", headers: { "X-CSRFToken": token } });
    if (!answer.headers.get("content-type")?.includes("json")) return;
    lease.textContent = (await answer.json()).words;
    if (answer.status === 409) {
      lease.classList.add("overdue");
      clearInterval(clock);
    }
  } catch {
    // The network is away: the next round tries again, and the claim runs on until its time.
  }
}

const clock = lease ? setInterval(renew, Number(lease.dataset.every) * 1000) : 0;
if (lease) {
  renew();
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && renew());
}
