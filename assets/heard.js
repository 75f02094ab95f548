// What Streamlit leaves out for those who hear a page: its language, names and the order of its headings.
(function () {
  const named = (selector, name) => {
    for (const one of document.querySelectorAll(`${selector}:not([aria-label])`)) {
      const told = name(one);
      if (told) one.setAttribute("aria-label", told);
    }
  };
  const heading = (one) =>
    one.closest("[data-testid=stColumn]")?.querySelector(":is(h2, h3)") || document.querySelector("[data-testid=stMain] h1");

  function mend() {
    document.documentElement.lang = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "zh-CN";
    // A map by the heading that it stands under.
    named("[data-testid=stMain] iframe", (frame) => heading(frame)?.textContent);
    // The course of a figure is a hint for the eye: figure and change are told before it.
    for (const line of document.querySelectorAll("[data-testid=stMetricChart]:not([aria-hidden])")) {
      line.setAttribute("aria-hidden", "true");
    }
    // The navigation's list holds sections, which no list may: it is links under headings.
    const list = "[data-testid=stSidebarNavItems]";
    for (const one of document.querySelectorAll(`${list}:not([role]), ${list} li:not([role])`)) one.setAttribute("role", "none");
    // What is moved across is moved by keys too.
    for (const one of document.querySelectorAll(":is([data-testid=stHtml], [data-testid=stMain] pre):not([tabindex])")) {
      if (one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX === "auto") one.tabIndex = 0;
    }
    // A panel of a page without sections stands right below the page's title.
    let above = 0;
    for (const one of document.querySelectorAll("[data-testid=stMain] :is(h1, h2, h3)")) {
      const own = Number(one.tagName[1]);
      above = Math.min(own, above + 1);
      if (above < own) one.setAttribute("aria-level", above);
      else one.removeAttribute("aria-level");
    }
  }

  // The menu of a table's column, and the box that looks for words in a table, in the reader's language: the frame knows it.
  function word() {
    const [menu, box] = ["[data-testid=stDataFrameColumnMenu]", ".gdg-search-bar"];
    const held = document.querySelector(`${menu}, ${box}`) && document.querySelector(".widget-words");
    if (!held) return;
    const words = JSON.parse(held.dataset.words);
    for (const item of document.querySelectorAll(`${menu} [role=menuitem]`)) {
      for (const text of item.childNodes) if (words[text.nodeValue]) text.nodeValue = words[text.nodeValue];
    }
    for (const one of document.querySelectorAll(`:is(${menu}, ${box}) :is([title], [aria-label])`)) {
      for (const name of ["title", "aria-label"]) if (words[one.getAttribute(name)]) one.setAttribute(name, words[one.getAttribute(name)]);
    }
  }

  let waits = false;
  new MutationObserver(() => {
    word();
    if (waits) return;
    waits = true;
    setTimeout(() => { waits = false; mend(); }, 200);
  }).observe(document, { subtree: true, childList: true });
})();
