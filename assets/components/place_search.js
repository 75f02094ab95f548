// A box that finds places while one types: the server is asked for each pause, arrow keys and Enter choose.
const PAUSE = 80;  // milliseconds

export default function ({ parentElement, data, setTriggerValue }) {
  const box = parentElement.querySelector(".place-search");
  const [label, input] = [box.querySelector("label"), box.querySelector("input")];
  const [panel, list, note] = [box.querySelector(".found"), box.querySelector("ul"), box.querySelector("p")];
  label.textContent = data.label;
  input.placeholder = data.help;
  let places = [], at = -1, waiting, asking;

  function close() {
    clearTimeout(waiting);
    if (asking) asking.abort();
    panel.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    at = index;
    [...list.children].forEach((row, number) => row.setAttribute("aria-selected", String(number === at)));
    if (at < 0) return;
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function choose(index) {
    const [level, code] = places[index];
    input.value = "";
    close();
    input.blur();
    setTriggerValue("chosen", [level, code]);
  }

  function show(answer) {
    places = answer.places;
    list.replaceChildren(...places.map(([, , name, above], index) => {
      const row = document.createElement("li");
      row.id = `place-${index}`;
      row.setAttribute("role", "option");
      row.appendChild(document.createElement("span")).textContent = name;
      row.title = name;
      row.appendChild(document.createElement("small")).textContent = above;
      row.onpointerdown = (event) => event.preventDefault();  // the box keeps the focus until the click
      row.onclick = () => choose(index);
      return row;
    }));
    note.textContent = answer.said;
    panel.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(places.length ? 0 : -1);
  }

  async function ask() {
    if (asking) asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const words = new URLSearchParams({ words: input.value.trim() });
      const response = await fetch(`${data.address}?${words}`, { signal });
      if (!response.ok) throw new Error(response.status);
      const answer = await response.json();
      if (!signal.aborted) show(answer);
    } catch (fault) {
      if (!signal.aborted) show({ places: [], said: data.failed });
    }
  }

  input.oninput = (event) => {
    clearTimeout(waiting);
    if (!input.value.trim()) return close();
    if (!event.isComposing) waiting = setTimeout(ask, PAUSE);  // what an input method composes is not yet a word
  };
  input.oncompositionend = () => input.oninput({});
  input.onfocus = () => { if (input.matches(":focus") && input.value.trim()) ask(); };
  input.onblur = close;
  input.onkeydown = (event) => {
    if (event.isComposing || panel.hidden) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && places.length) mark((at + steps[event.key] + places.length) % places.length);
    else if (event.key === "Enter" && at >= 0) choose(at);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  };
  input.onfocus();  // the page was drawn anew while one typed
  return close;
}
