// A box that finds anything: Ctrl+K or / opens it, the server answers while one types, what was chosen is kept here.
const PAUSE = 80, PAUSE_OF_CASES = 250;  // milliseconds
const KEPT = 8;
const TYPED_IN = "input, textarea, select, [contenteditable]";

export default function ({ parentElement, data, setTriggerValue }) {
  const dialog = parentElement.querySelector("dialog");
  const [input, list] = [dialog.querySelector("input"), dialog.querySelector(".found")];
  const said = dialog.querySelector(".said");
  let rows = [], at = 0, moved = false, wanted = false;  // wanted: Enter was pressed before the answers came
  let answers = [], waiting = [], asking = new AbortController();

  dialog.leave?.();  // a new run of the page gives the same box new data
  const gone = new AbortController();
  dialog.leave = () => { gone.abort(); asking.abort(); waiting.forEach(clearTimeout); };
  const on = (target, event, heard) => target.addEventListener(event, heard, { signal: gone.signal });

  dialog.setAttribute("aria-label", data.label);
  input.placeholder = data.example;
  input.setAttribute("aria-label", data.label);
  dialog.querySelector(".close").setAttribute("aria-label", data.close);
  dialog.querySelector(".keys").textContent = data.keys;

  function kept() {
    try { return JSON.parse(localStorage.getItem(data.store)).filter((row) => row.length === 5); } catch { return []; }
  }

  function views() {  // those that the reader named, see views.js
    const here = ({ address }) => new URL(address, location.origin).origin === location.origin;
    try { return JSON.parse(localStorage.getItem("views")).filter(here).map(({ name, address }) => ["view", address, name, "", ""]); } catch { return []; }
  }

  function keep(row) {
    const others = kept().filter(([kind, key]) => kind !== row[0] || key !== row[1]);
    const short = [...row.slice(0, 4), ""];  // what a case is about stays on the server
    try { localStorage.setItem(data.store, JSON.stringify([short, ...others].slice(0, KEPT))); } catch { /* full */ }
  }

  function choose(row) {
    const [kind, key] = row;
    dialog.close();
    if (kind === "view") return location.assign(key);
    if (kind !== "help") keep(row);
    if (key) setTriggerValue("chosen", [kind, key]);
  }

  function mark(index) {
    at = index;
    rows.forEach(([, row], number) => row.setAttribute("aria-selected", String(number === at)));
    if (!rows[at]) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", rows[at][1].id);
    rows[at][1].scrollIntoView({ block: "nearest" });
  }

  function add(parent, tag, text, role) {
    const made = parent.appendChild(document.createElement(tag));
    made.textContent = text;
    if (role) made.setAttribute("role", role);
    return made;
  }

  function draw() {
    const words = input.value.trim().toLowerCase();
    const named = (own) => own.filter((row) => !words || row[2].toLowerCase().includes(words));
    const own = [{ title: data.recent, rows: named(kept()), note: "" }, { title: data.views, rows: named(views()), note: "" }];
    const groups = [...own, ...answers.flat().filter(Boolean)];
    const met = new Set();
    list.replaceChildren();
    rows = [];
    for (const { title, rows: found, note } of groups) {
      const fresh = found.filter((row) => !met.has(row[0] + row[1] + row[2]));
      if (!fresh.length) continue;
      const group = add(list, "div", "", "group");
      group.setAttribute("aria-label", title);
      add(group, "h3", title, "presentation");
      for (const row of fresh) {
        met.add(row[0] + row[1] + row[2]);
        const option = add(group, "div", "", "option");
        option.id = `found-${rows.length}`;
        option.title = row[2];
        add(option, "b", row[2]);
        add(option, "small", row[3]);
        if (row[4]) add(option, "p", row[4]);
        option.onclick = () => choose(row);
        rows.push([row, option]);
      }
      if (note) add(group, "p", note);
    }
    mark(moved && at < rows.length ? at : 0);
  }

  function answered(number, answer) {
    answers[number] = answer;
    draw();
    const over = waiting.every((one) => one === null);
    const empty = !rows.length && input.value.trim() ? data.none : "";
    said.textContent = over ? (answers.includes(null) ? data.failed : empty) : "";
    if (over && wanted && rows.length) choose(rows[at][0]);
    wanted &&= !over;
  }

  async function ask(number, signal) {
    let answer;
    try {
      const words = new URLSearchParams({ words: input.value.trim() });
      const response = await fetch(`${data.asked[number]}?${words}`, { signal });
      if (!response.ok) throw new Error(response.status);
      answer = await response.json();
    } catch (fault) {
      if (signal.aborted) return;
      answer = null;
    }
    if (signal.aborted) return;
    waiting[number] = null;
    answered(number, answer);
  }

  function look() {
    asking.abort();
    waiting.forEach(clearTimeout);
    [asking, moved, at] = [new AbortController(), false, 0];
    const { signal } = asking;
    if (!input.value.trim()) {
      [answers, waiting, said.textContent] = [[], [], ""];
      return draw();
    }
    waiting = [PAUSE, PAUSE_OF_CASES].map((pause, number) => setTimeout(ask, pause, number, signal));
  }

  function open() {
    if (!dialog.open) {
      input.value = "";
      dialog.showModal();
      look();
    }
    input.focus();
  }

  function heard(event) {
    const typed = event.composedPath()[0].matches?.(TYPED_IN);
    const [plain, k] = [!event.ctrlKey && !event.metaKey && !event.altKey, event.key.toLowerCase() === "k"];
    if (event.key === "/" ? !(plain && !typed) : !((event.ctrlKey || event.metaKey) && k)) return;
    event.preventDefault();
    event.stopPropagation();
    open();
  }

  on(document, "keydown", heard);
  on(document, "click", (event) => { if (event.composedPath().some((one) => one.matches?.(".opens-find"))) open(); });
  on(window, "blur", () => {  // a map is a page of its own, which hears its own keys
    try { on(document.activeElement.contentWindow, "keydown", heard); } catch { /* no page of ours */ }
  });
  on(dialog, "click", (event) => { if (event.target === dialog) dialog.close(); });
  on(dialog.querySelector(".close"), "click", () => dialog.close());
  on(input, "input", (event) => { if (!event.isComposing) look(); });  // what is composed is not yet a word
  on(input, "compositionend", look);
  on(dialog, "keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    heard(event);
    event.stopPropagation();  // single letters are keys of the app
    if (event.isComposing) return;
    if (event.key in steps && rows.length) {
      moved = true;
      mark((at + steps[event.key] + rows.length) % rows.length);
    } else if (event.key === "Enter") {
      if (waiting.some((one) => one !== null) && !moved) wanted = true;
      else if (rows[at]) choose(rows[at][0]);
    } else return;
    event.preventDefault();
  });
  if (dialog.open) look();  // the page was drawn anew while one typed
  return dialog.leave;
}
