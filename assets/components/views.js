// Views that a reader named: addresses of this app, kept in the browser, listed in a dialog and on the overview.
const VIEWS = "views", STREET = "street", CHANGED = "views-changed";
const TOLD = 2000;  // milliseconds
const MOST = 100, LONGEST = 60, LONGEST_ADDRESS = 4000;

// What is kept or taken in is an address of this app and nothing else.
function checked({ name, address }) {
  if (typeof name !== "string" || typeof address !== "string") throw new Error("no view");
  const { origin, pathname, search } = new URL(address, location.origin);
  if (origin !== location.origin || !name.trim() || address.length > LONGEST_ADDRESS) throw new Error("no view");
  return { name: name.trim().slice(0, LONGEST), address: pathname + search };
}

function kept() {
  try { return JSON.parse(localStorage.getItem(VIEWS)).map(checked); } catch { return []; }
}

function keep(views) {
  localStorage.setItem(VIEWS, JSON.stringify(views.slice(0, MOST)));
  window.dispatchEvent(new Event(CHANGED));
}

function joined(more) {
  const names = new Set(more.map(({ name }) => name));
  return [...more, ...kept().filter(({ name }) => !names.has(name))];
}

function link({ name, address }) {
  const made = document.createElement("a");
  [made.textContent, made.title, made.href] = [name, name, address];
  return made;
}

function line(nav, data) {
  const views = kept();
  nav.setAttribute("aria-label", data.title);
  nav.replaceChildren(Object.assign(document.createElement("b"), { textContent: data.title }), ...views.map(link));
  document.documentElement.toggleAttribute("data-views", views.length > 0);  // an empty line would leave a gap
}

// The clipboard's own interface wants https; only what stands in an open dialog can be selected while it is open.
function copy(text, beside) {
  const area = Object.assign(document.createElement("textarea"), { value: text });
  beside.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

function copiedBy(button) {
  const { textContent: label, dataset: { copied } } = button;
  copy(location.href, document.body);
  if (label === copied) return;
  button.setAttribute("aria-live", "polite");
  button.textContent = copied;
  button.focus();
  setTimeout(() => { button.textContent = label; }, TOLD);
}

function panel(dialog, data, on) {
  const at = (name) => dialog.querySelector(name);
  const say = (words) => { at("p").textContent = words; };
  for (const name of ["save", "copy", "export", "import"]) at(`.${name}`).textContent = data[name];
  [at("h3").textContent, at("label span").textContent, at(".name").placeholder] = [data.kept, data.street, data.name];
  at(".close").setAttribute("aria-label", data.close);
  at(".name").setAttribute("aria-label", data.name);
  at(".address").setAttribute("aria-label", data.copy);
  dialog.setAttribute("aria-label", data.title);
  at("select").replaceChildren(new Option(data.no_street, ""), ...data.streets.map(([code, name]) => new Option(name, code)));

  function draw() {
    at("ul").replaceChildren(...kept().map((view) => {
      const row = document.createElement("li");
      const button = Object.assign(document.createElement("button"), { textContent: "✕", type: "button" });
      button.setAttribute("aria-label", `${data.delete} ${view.name}`);
      button.onclick = () => keep(kept().filter(({ name }) => name !== view.name));
      row.append(link(view), button);
      return row;
    }));
    at("h3").hidden = !kept().length;
    at("select").value = localStorage.getItem(STREET) || "";
  }

  function open() {
    at(".name").value = document.querySelector("[data-testid=stHeading] h1")?.textContent.trim() || "";
    at(".address").value = location.href;
    say(kept().length ? "" : data.none);
    draw();
    dialog.showModal();
    at(".name").select();
  }

  function save(views, told) {
    try { keep(joined(views.map(checked))); say(told); } catch { say(data.full); }
  }

  async function takeIn(file) {
    let found;
    try {
      const told = JSON.parse(await file.text());
      found = told.views.map(checked);
      if (typeof told.street === "string" && data.streets.some(([code]) => code === told.street)) {
        localStorage.setItem(STREET, told.street);
      }
    } catch { return say(data.bad); }
    save(found, data.imported.replace("%count%", found.length));
  }

  on(document, "click", (event) => { if (event.composedPath().some((one) => one.matches?.(".opens-views"))) open(); });
  on(window, CHANGED, draw);
  on(dialog, "keydown", (event) => { if (event.key !== "Escape") event.stopPropagation(); });  // letters are keys of the app
  on(dialog, "click", (event) => { if (event.target === dialog) dialog.close(); });
  on(at(".close"), "click", () => dialog.close());
  on(at("form"), "submit", (event) => {
    event.preventDefault();
    if (at(".name").value.trim()) save([{ name: at(".name").value, address: location.href }], "");
  });
  on(at(".copy"), "click", () => {
    copy(location.href, dialog);
    say(data.copied);
  });
  on(document, "click", ({ target }) => {
    if (target.matches?.(".copies-address")) copiedBy(target);
  });
  on(at("select"), "change", () => localStorage.setItem(STREET, at("select").value));
  on(at(".export"), "click", () => {
    const told = JSON.stringify({ views: kept(), street: localStorage.getItem(STREET) || "" }, null, 1);
    const made = Object.assign(document.createElement("a"), { download: data.file });
    made.href = URL.createObjectURL(new Blob([told], { type: "application/json" }));
    made.click();
    URL.revokeObjectURL(made.href);
  });
  on(at(".import"), "click", () => at("[type=file]").click());
  on(at("[type=file]"), "change", (event) => {
    const [file] = event.target.files;
    if (file) takeIn(file);
    event.target.value = "";
  });
  if (dialog.open) draw();
}

export default function ({ parentElement, data }) {
  const [dialog, nav] = [parentElement.querySelector("dialog"), parentElement.querySelector("nav")];
  const box = dialog || nav;
  box.leave?.();  // a new run of the page gives the same element new data
  const gone = new AbortController();
  box.leave = () => gone.abort();
  const on = (target, event, heard) => target.addEventListener(event, heard, { signal: gone.signal });
  if (dialog) panel(dialog, data, on);
  else {
    line(nav, data);
    on(window, CHANGED, () => line(nav, data));
  }
  return box.leave;
}
