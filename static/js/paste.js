// A pasted report keeps its tables: what is copied from a page or from Word holds them, the text beside it does not.
const MOST = 2_000_000; // bytes; the server takes no more in one field
const box = document.getElementById("pasted");

if (box) {
  const page = box.form.elements.page;
  const note = box.form.querySelector("[data-paste-note]");
  const tooLarge = box.form.querySelector("[data-paste-too-large]");
  let copied = "";

  // A page that is too large is so by the pictures written into it.
  const slim = (html) => {
    const text = size(html) < MOST ? html : html.replace(/data:image\/[^"')\s]*/gi, "");
    return size(text) < MOST ? text : null;
  };
  const size = (text) => new Blob([text]).size;

  // Only where nothing of what stood there before stays: the page would lack it.
  box.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html") ?? "";
    const isWhole = box.selectionStart === 0 && box.selectionEnd === box.value.length;
    copied = isWhole && /<table[\s>]/i.test(html) ? slim(html) : "";
  });

  // Whatever changes the text afterwards makes it another than the page.
  box.addEventListener("input", (event) => {
    const found = event.inputType === "insertFromPaste" ? copied : "";
    page.value = found ?? "";
    note.hidden = !found;
    tooLarge.hidden = found !== null;
    copied = "";
  });
}
