// Upload with a real progress bar. Without this script the form posts plainly and works the same.
const UNITS = ["B", "KB", "MB", "GB"];

function sizeWords(bytes) {
  let unit = 0;
  let size = bytes;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${size.toFixed(unit && size < 100 ? 1 : 0)} ${UNITS[unit]}`;
}

function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

class Upload {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=file]");
    this.drop = form.querySelector("[data-drop]");
    this.sending = form.querySelector("[data-sending]");
    this.bar = form.querySelector("[data-bar]");
    this.sent = form.querySelector("[data-sent]");
    this.problem = form.querySelector("[data-problem]");
    this.words = form.querySelector("[data-words]").dataset;
    this.listen();
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.input.files.length) this.send(this.input.files[0]);
    });
    for (const kind of ["dragenter", "dragover"]) this.drop.addEventListener(kind, (event) => this.over(event, true));
    for (const kind of ["dragleave", "drop"]) this.drop.addEventListener(kind, (event) => this.over(event, false));
    this.drop.addEventListener("drop", (event) => {
      const [file] = event.dataTransfer.files;
      if (file) this.send(file);
    });
    this.form.querySelector("[data-cancel]").addEventListener("click", () => this.request?.abort());
  }

  over(event, isOver) {
    event.preventDefault();
    this.drop.classList.toggle("is-over", isOver);
  }

  send(file) {
    if (this.request) return;
    const limit = Number(this.form.dataset.maxBytes);
    if (limit && file.size > limit) {
      this.fail(fill(this.words.largeWords, { name: file.name, total: sizeWords(file.size) }));
      return;
    }
    const body = new FormData();
    body.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    body.append("file", file, file.name);
    this.request = new XMLHttpRequest();
    this.request.open("POST", this.form.action);
    this.request.setRequestHeader("Accept", "application/json");
    this.request.responseType = "json";
    this.request.upload.addEventListener("progress", (event) => this.move(file, event));
    this.request.upload.addEventListener("load", () => { this.sent.textContent = this.words.storedWords; });
    this.request.addEventListener("load", () => this.arrive());
    this.request.addEventListener("error", () => this.fail(this.words.networkWords));
    this.request.addEventListener("abort", () => this.fail(""));
    this.problem.hidden = true;
    this.show(true);
    this.request.send(body);
  }

  move(file, event) {
    if (!event.lengthComputable) return;
    const percent = Math.floor((100 * event.loaded) / event.total);
    this.bar.value = percent;
    const values = { name: file.name, sent: sizeWords(event.loaded), total: sizeWords(event.total), percent };
    this.sent.textContent = fill(this.words.sendingWords, values);
  }

  arrive() {
    const { status, response } = this.request;
    if (status === 200 && response?.next) window.location.assign(response.next);
    else if (status === 200) window.location.reload();
    else this.fail(fill(this.words.serverWords, { status }));
  }

  fail(words) {
    this.request = null;
    this.show(false);
    this.problem.textContent = words;
    this.problem.hidden = !words;
  }

  show(isSending) {
    this.sending.hidden = !isSending;
    this.drop.hidden = isSending;
    this.bar.value = 0;
  }
}

for (const form of document.querySelectorAll("form[data-upload]")) new Upload(form);
