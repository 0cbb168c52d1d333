// Upload with a real progress bar, one file after the other. Without this script the forms post plainly
// and work the same. A form for one report passes several files on to the page that sorts them out.
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
    this.onward = form.querySelector("[data-continue]");
    this.words = form.querySelector("[data-words]").dataset;
    this.listen();
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.start([...this.input.files]);
    });
    for (const kind of ["dragenter", "dragover"]) this.drop.addEventListener(kind, (event) => this.over(event, true));
    for (const kind of ["dragleave", "drop"]) this.drop.addEventListener(kind, (event) => this.over(event, false));
    this.drop.addEventListener("drop", (event) => this.start([...event.dataTransfer.files]));
    this.form.querySelector("[data-cancel]").addEventListener("click", () => this.request?.abort());
    // A page taken from the back-forward cache would otherwise still be busy with a file that has arrived.
    window.addEventListener("pageshow", (event) => event.persisted && this.end(""));
  }

  over(event, isOver) {
    event.preventDefault();
    this.drop.classList.toggle("is-over", isOver);
  }

  async start(files) {
    if (this.busy || !files.length) return;
    this.busy = true;
    const action = files.length > 1 ? this.form.dataset.many : this.form.action;
    const problems = [];
    let [next, arrived] = ["", 0];
    this.problem.hidden = this.onward.hidden = true;
    this.show(true);
    for (const [index, file] of files.entries()) {
      const answer = await this.send(action, file, index + 1, files.length);
      if (answer.signIn) return window.location.assign(answer.signIn);
      if (answer.words === null) break; // cancelled by hand
      if (answer.words) problems.push(answer.words);
      else [next, arrived] = [answer.next, arrived + 1];
    }
    if (arrived === files.length) window.location.assign(next);
    else this.end(problems.join("\n"), arrived > 0);
  }

  // What went wrong in words, "" when it arrived, null when it was cancelled; and the page to go to next.
  send(action, file, n, count) {
    const limit = Number(this.form.dataset.maxBytes);
    if (limit && file.size > limit) {
      return Promise.resolve({ words: fill(this.words.largeWords, { name: file.name, total: sizeWords(file.size) }) });
    }
    const body = new FormData();
    body.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    body.append("file", file, file.name);
    if (file.webkitRelativePath) body.append("path", file.webkitRelativePath); // where it lay in a chosen folder
    const request = new XMLHttpRequest();
    this.request = request;
    request.open("POST", action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => this.move(file, event, n, count));
    request.upload.addEventListener("load", () => { this.sent.textContent = this.words.storedWords; });
    return new Promise((resolve) => {
      request.addEventListener("load", () => {
        const { status, response } = request;
        if (status === 200 && response?.next) resolve({ words: "", next: response.next });
        else if (status === 401 && response?.next) resolve({ signIn: response.next });
        else resolve({ words: fill(this.words.serverWords, { status }) });
      });
      request.addEventListener("error", () => resolve({ words: this.words.networkWords }));
      request.addEventListener("abort", () => resolve({ words: null }));
      request.send(body);
    });
  }

  move(file, event, n, count) {
    if (!event.lengthComputable) return;
    const percent = Math.floor((100 * event.loaded) / event.total);
    this.bar.value = percent;
    const values = { name: file.name, sent: sizeWords(event.loaded), total: sizeWords(event.total), percent };
    const which = count > 1 ? fill(this.words.countWords, { n, count }) : "";
    this.sent.textContent = which + fill(this.words.sendingWords, values);
  }

  end(words, someArrived = false) {
    this.busy = false;
    this.show(false);
    this.problem.textContent = words;
    this.problem.hidden = !words;
    this.onward.hidden = !someArrived;
  }

  show(isSending) {
    const isHere = this.form.contains(document.activeElement); // what is hidden loses the focus
    this.sending.hidden = !isSending;
    this.drop.hidden = isSending;
    this.bar.value = 0;
    if (isHere) this.form.querySelector(isSending ? "[data-cancel]" : "[type=submit]").focus();
  }
}

for (const form of document.querySelectorAll("form[data-upload]")) new Upload(form);
