// The wall's screen: shows the panels that the server drew, turns the pages, and says when the server is gone.
// One object for each mounted screen; a refresh changes only the panels whose HTML is new, so nothing flashes or grows.
const PANELS = ["head", "figures", "alerts", "trend"];
const HEALTH_SECONDS = 15;
const RENEWED_HOURS = 24; // the page is loaded anew once a day, which also brings a new version of the app
const WIDE = "(min-aspect-ratio: 5/2)"; // room for two pages side by side
const screens = new WeakMap();

export default function ({ data, parentElement }) {
  let screen = screens.get(parentElement);
  if (!screen) screens.set(parentElement, (screen = begin(parentElement)));
  screen.show(data);
  return () => {
    screen.end();
    screens.delete(parentElement);
  };
}

function begin(root) {
  const at = (name) => root.querySelector(`#${name}`);
  const wide = window.matchMedia(WIDE);
  const drawn = {};
  let [data, first, paused, timer, turning, told] = [{}, 0, false, null, null, Date.now()];
  const born = Date.now();
  let pages = [];

  function write(name, html) {
    if (drawn[name] === html) return;
    drawn[name] = html;
    at(name).innerHTML = html;
  }

  function turn(step) {
    if (pages.length) face(first + step * beside());
  }

  function beside() {
    return wide.matches ? Math.min(2, pages.length) : 1;
  }

  function face(index) {
    first = ((index % pages.length) + pages.length) % pages.length;
    const shown = [...Array(beside()).keys()].map((slot) => (first + slot) % pages.length);
    at("stage").style.setProperty("--pages", shown.length);
    pages.forEach((page, number) => {
      page.hidden = !shown.includes(number);
      page.style.order = shown.indexOf(number);
    });
    [...at("dots").children].forEach((dot, number) =>
      dot.setAttribute("aria-current", shown.includes(number)));
  }

  function again() {
    clearInterval(timer);
    turning = data.turn;
    timer = paused ? null : setInterval(() => turn(1), 1000 * data.turn);
    const words = paused ? data.words.go_on : data.words.pause;
    at("pause").textContent = paused ? "▶" : "❚❚";
    at("pause").title = words;
    at("pause").setAttribute("aria-label", words);
  }

  function pause() {
    paused = !paused;
    again();
  }

  function leave() {
    const query = new URLSearchParams(location.search);
    ["wall", "turn"].forEach((name) => query.delete(name));
    location.assign(location.pathname + (query.size ? `?${query}` : ""));
  }

  function stage() {
    const html = JSON.stringify(data.pages || []);
    if (drawn.pages === html) return;
    drawn.pages = html;
    pages = (data.pages || []).map(({ title, html }) => {
      const page = document.createElement("article");
      page.innerHTML = `<h2></h2>${html}`;
      page.firstChild.textContent = title;
      return page;
    });
    at("stage").replaceChildren(...pages);
    at("dots").replaceChildren(...pages.map((page, number) => {
      const dot = document.createElement("button");
      dot.type = "button";
      dot.title = data.pages[number].title;
      dot.setAttribute("aria-label", dot.title);
      dot.onclick = () => { face(number); again(); };
      return dot;
    }));
    if (pages.length) face(Math.min(first, pages.length - 1));
  }

  function say() {
    const silent = (Date.now() - told.getTime()) / 1000 > data.stale;
    const clock = told.toLocaleTimeString("zh-CN", { hour12: false });
    const wrong = silent ? data.words.cut_off.replace("{at}", clock) : data.banner;
    const words = [wrong, data.ignored, data.note].filter(Boolean).join(" ");
    at("banner").className = wrong ? "" : "mild";
    if (at("banner").textContent !== words) at("banner").textContent = words;
    at("banner").hidden = !words;
    return silent;
  }

  // A session that came back to a new server may stay without refreshes: begin again once the server answers.
  async function look() {
    if (!say() && Date.now() - born < RENEWED_HOURS * 3600 * 1000) return;
    try {
      const answer = await fetch(new URL("-/health", document.baseURI), { cache: "no-store" });
      if (answer.ok) location.reload();
    } catch {
      return; // the server is still gone: the banner says so, and the next look is in a few seconds
    }
  }

  function key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const does = { Escape: leave, " ": pause, ArrowRight: () => turn(1), ArrowLeft: () => turn(-1) }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  }

  const resized = () => pages.length && face(first);
  const looking = setInterval(look, 1000 * HEALTH_SECONDS);
  at("leave").onclick = leave;
  at("pause").onclick = pause;
  document.addEventListener("keydown", key);
  wide.addEventListener("change", resized);

  return {
    show(next) {
      data = next;
      told = new Date();
      PANELS.forEach((name) => write(name, data[name] || ""));
      stage();
      at("refreshed").textContent = data.refreshed || "";
      at("leave").title = data.words.leave;
      at("leave").setAttribute("aria-label", data.words.leave);
      say();
      if (turning !== data.turn) again();
    },
    end() {
      clearInterval(timer);
      clearInterval(looking);
      document.removeEventListener("keydown", key);
      wide.removeEventListener("change", resized);
    },
  };
}
