// Answers of the server's feeds: each is asked for once and kept; a downloaded page carries them.
window.cityMaps = window.cityMaps || {};

(function () {
  const ANSWERS_KEPT = 40;
  const answers = new Map(); // by address, latest last
  const asked = new Map(); // promises, by address

  function keep(address, answer) {
    answers.set(address, answer);
    if (answers.size > ANSWERS_KEPT) answers.delete(answers.keys().next().value);
    return answer;
  }

  function ask(address) {
    const answer = fetch(address).then((response) => {
      if (!response.ok) throw new Error(`${address}: ${response.status}`);
      return response.json();
    });
    return answer.then((told) => keep(address, told)).finally(() => asked.delete(address));
  }

  // Calls `use` with the answer: at once where it is here already, so that nothing flashes.
  cityMaps.withAnswer = function (address, use) {
    const here = answers.get(address) || (cityMaps.carried || {})[address];
    if (here) return use(here);
    if (!asked.has(address)) asked.set(address, ask(address));
    asked.get(address).then(use).catch((fault) => {
      console.warn(fault.message);
      window.dispatchEvent(new Event("feed-failed"));
    });
  };
})();
