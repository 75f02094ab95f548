// What Streamlit's start page is told before it begins: where its server is, and how Back finds the page one left.
window.__streamlit = Object.assign(window.__streamlit || {}, {
  BACKEND_BASE_URL: location.origin + location.pathname.replace(/[^/]*$/, ""),
});

// Back finds the page scrolled as it was left. Each entry of the history has a name, under which maps keep their view too.
(function () {
  const [STOOD, DRAWN, PATIENCE] = [300, 1000, 15_000]; // milliseconds
  const [push, replace] = [history.pushState.bind(history), history.replaceState.bind(history)];
  const main = () => document.querySelector("[data-testid=stMain]");
  const opened = (url) => new URL(url, location.href).searchParams.get("case");
  const fresh = () => Math.random().toString(36).slice(2);
  let entry = history.state?.entry, wanted = null, standing = 0, round = 0;

  function keep() {
    clearTimeout(standing);
    try { if (wanted === null) sessionStorage.setItem(`scrolled:${entry}`, main()?.scrollTop ?? 0); } catch { /* full */ }
  }

  function kept() {
    try { return Number(sessionStorage.getItem(`scrolled:${entry}`)); } catch { return 0; }
  }

  // A page gone back to is drawn anew, piece by piece, and is at first too short to be scrolled.
  function restore() {
    const [from, own] = [Date.now(), ++round];
    let drawn = from;
    wanted = kept();
    (function step() {
      if (wanted === null || round !== own) return;
      const [now, page] = [Date.now(), main()];
      if (page && Math.abs(page.scrollTop - wanted) > 1 && page.scrollHeight - page.clientHeight >= wanted) page.scrollTop = wanted;
      if (!document.querySelector("[data-test-script-state=notRunning]")) drawn = now;
      if (now - drawn > DRAWN || now - from > PATIENCE) wanted = null;
      requestAnimationFrame(step);
    })();
  }

  history.replaceState = (state, title, url) => replace({ ...state, entry }, title, url);
  history.pushState = (state, title, url) => {
    clearTimeout(standing);  // Streamlit scrolls to the top just before it turns to another page
    [entry, wanted] = [fresh(), null];
    if (opened(url) !== opened(location.href)) main()?.scrollTo(0, 0);  // Streamlit does so for pages alone
    push({ ...state, entry }, title, url);
  };
  window.addEventListener("popstate", ({ state }) => {
    keep();
    entry = state?.entry ?? fresh();
    restore();
  });
  document.addEventListener("scroll", ({ target }) => {
    clearTimeout(standing);
    if (target === main()) standing = setTimeout(keep, STOOD);
  }, { capture: true, passive: true });
  for (const act of ["pointerdown", "keydown", "wheel", "touchstart"]) {
    window.addEventListener(act, () => { wanted = null; keep(); }, { capture: true, passive: true });
  }

  if (entry) restore();  // loaded again
  else {
    entry = fresh();
    history.replaceState(history.state, "");
  }
})();

(function () {
  const AT_ONCE = 1500; // milliseconds
  const [push, replace] = [history.pushState.bind(history), history.replaceState.bind(history)];
  const here = () => ({ pathname: location.pathname, search: location.search, at: 0, turned: false, pressed: true });

  // The style sheet keeps room for what will stand there: not for the navigation on the wall or where it was folded
  // last, nor for a line of saved views where there are none.
  const root = document.documentElement;
  root.toggleAttribute("data-alone", new URLSearchParams(location.search).get("wall") === "1");
  try {
    root.toggleAttribute("data-folded", localStorage.getItem("stSidebarCollapsed-") === "true");
    root.toggleAttribute("data-views", (localStorage.getItem("views") || "[]") !== "[]");
  } catch { /* the browser keeps nothing */ }

  // Light or dark: as the reader chose, else as the system has it. Streamlit keeps that for each address, we for all.
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const isDark = () => (chosen() ? chosen() === "dark" : system.matches);
  const shade = () => root.toggleAttribute("data-dark", isDark());
  try {
    const kept = `stActiveTheme-${location.pathname}-v2`;
    if (chosen()) localStorage.setItem(kept, JSON.stringify(isDark() ? "Dark" : "Light"));
    else localStorage.removeItem(kept);
  } catch { /* the browser keeps nothing */ }
  shade();
  system.addEventListener("change", shade);
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".turns-theme")) return;
    const wanted = isDark() ? "light" : "dark";
    if ((wanted === "dark") === system.matches) localStorage.removeItem("theme"); // it follows the system again
    else localStorage.setItem("theme", wanted);
    location.reload();
  });

  // A browser may keep a street office of its own: the start page without any filter opens with that one.
  try {
    const [street, asked] = [localStorage.getItem("street"), new URLSearchParams(location.search)];
    const unfiltered = [...asked.keys()].every((name) => name === "lang");
    if (street && unfiltered && location.pathname.endsWith("/")) {
      asked.set("street", street);
      replace(history.state, "", `${location.pathname}?${asked}`);
    }
  } catch { /* the browser keeps nothing */ }
  let last = here();

  // Streamlit turns to a page in two steps: it writes the new parameters behind the page that is left, then the page;
  // or the page, which then writes its own parameters. The second step takes the place of the first, so that one Back
  // leads to the page as it was. A page may take long to answer, but nobody presses anything between the two.
  history.pushState = function (state, title, url) {
    const { pathname, search } = new URL(url, location.href);
    const turned = pathname !== last.pathname;
    const second = turned ? search && search === last.search && !last.pressed : last.turned && Date.now() - last.at < AT_ONCE;
    (second ? replace : push)(state, title, url);
    last = { pathname, search, at: Date.now(), turned, pressed: false };
  };
  for (const press of ["pointerdown", "keydown"]) {
    window.addEventListener(press, () => { last.pressed = true; }, { capture: true, passive: true });
  }

  // A page gone back to without parameters shows everything; without this it would keep the filters, as a page does
  // that is turned to in the navigation.
  window.addEventListener("popstate", () => {
    if (!location.search) replace(history.state, "", `${location.pathname}?lang=zh`);
    last = here();
  });
})();

// A menu that opens by the keyboard takes the focus, which goes back to its button when it closes or is left.
(function () {
  const [OPENER, MENU] = ["[data-testid=stPopoverButton]", "[data-testid=stPopoverBody]"];
  const REACHED = "button:enabled, a[href], input:enabled, [tabindex='0']";
  const reached = (menu) => [...menu.querySelectorAll(REACHED)].filter((one) => one.offsetParent);
  let opener = null;

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.(OPENER);
    if (!pressed || event.detail || pressed.ariaExpanded === "true") return;  // a pointer's clicks are counted, a key's not
    opener = pressed;
    let opened = false;
    const watch = new MutationObserver(() => {
      if (pressed.ariaExpanded === "true") opened = true;
      else if (opened || !pressed.isConnected) return watch.disconnect();  // closed before anything came into it
      const first = [...document.querySelectorAll(MENU)].flatMap(reached)[0];
      if (!first) return;
      watch.disconnect();
      setTimeout(() => first.focus());
    });
    watch.observe(document.body, { childList: true, subtree: true, attributeFilter: ["aria-expanded"] });
  }, true);

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.(MENU);
    if (!menu || !opener?.isConnected) return;
    const [stops, tab] = [reached(menu), event.key === "Tab"];
    const [forward, back] = [tab && !event.shiftKey, tab && event.shiftKey];
    const left = (forward && event.target === stops.at(-1)) || (back && event.target === stops[0]);
    if (left) {
      opener.click();
      opener.focus();  // and Tab goes on from there
      if (back) event.preventDefault();
    }
    if (event.key === "Escape") setTimeout(() => opener.focus());
  }, true);
})();

// A table is drawn on a canvas, with the rows in view. On paper it stands whole, as text, which is asked for when the
// browser prints: at once, for it prints as soon as it was told.
(function () {
  const tables = () => document.querySelectorAll(".on-paper");
  window.addEventListener("beforeprint", () => {
    for (const table of tables()) {
      const ask = new XMLHttpRequest();
      ask.open("GET", table.dataset.from, false);
      ask.setRequestHeader("Cache-Control", "no-cache");
      try { ask.send(); } catch { continue; /* the server is gone: the rows in view are printed */ }
      if (ask.status === 200) table.innerHTML = JSON.parse(ask.responseText);
    }
  });
  window.addEventListener("afterprint", () => { for (const table of tables()) table.replaceChildren(); });
})();
