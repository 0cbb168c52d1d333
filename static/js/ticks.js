// A list with ticks: all of the page at once, how many there are, and a tick means "only the ticked".
for (const form of document.querySelectorAll("form[data-ticks]")) {
  const boxes = [...form.querySelectorAll("input[name=ids]")];
  const all = form.querySelector("[data-tick-all]");
  const words = form.querySelector("[data-ticked]");
  const choice = (value) => form.querySelector(`input[name=who][value=${value}]`);

  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    words.textContent = ticked ? `（${ticked}）` : "";
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
    choice(ticked ? "ticked" : "all").checked = true;
  };

  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    count();
  });
  for (const box of boxes) box.addEventListener("change", count);
  window.addEventListener("pageshow", count);
}
