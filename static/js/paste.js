// A pasted report keeps its tables: what is copied from a page or from Word holds them, the text beside it does not.
const MOST = 2_000_000; // bytes; the server takes no more in one field, and what is longer holds pictures
const box = document.getElementById("pasted");

if (box) {
  const page = box.form.elements.page;
  const note = box.form.querySelector("[data-paste-note]");
  let copied = "";

  // Only where nothing of what stood there before stays: the page would lack it.
  box.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html") ?? "";
    const isWhole = box.selectionStart === 0 && box.selectionEnd === box.value.length;
    copied = isWhole && new Blob([html]).size < MOST && /<table[\s>]/i.test(html) ? html : "";
  });

  // Whatever changes the text afterwards makes it another than the page.
  box.addEventListener("input", (event) => {
    page.value = event.inputType === "insertFromPaste" ? copied : "";
    note.hidden = !page.value;
    copied = "";
  });
}
