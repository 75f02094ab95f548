// Buttons that copy: what a button copies is made by the server when it is pressed.
const TYPES = { picture: "image/png", numbers: "text/plain" };
const TOLD = 4000;  // milliseconds

function bytes(content) { return Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0)); }

// The clipboard's own interface is there on https and on this machine only; text has an older way.
async function write(kind, made) {
  if (navigator.clipboard?.write) return navigator.clipboard.write([new ClipboardItem({ [TYPES[kind]]: made })]);
  const area = document.body.appendChild(document.createElement("textarea"));
  area.value = await (await made).text();
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("refused");
}

export default function ({ parentElement, data, setTriggerValue }) {
  const box = parentElement.querySelector(".copies");
  box.texts = data.told;
  box.press = setTriggerValue;
  if (!box.said) {
    box.said = document.createElement("output");
    box.buttons = data.buttons.map(() => document.createElement("button"));
    box.replaceChildren(...box.buttons, box.said);
  }

  function say(words) {
    clearTimeout(box.quiet);
    box.said.textContent = words;
    box.quiet = setTimeout(() => { box.said.textContent = ""; }, TOLD);
  }

  async function copy(kind) {
    if (kind === "picture" && !navigator.clipboard?.write) return say(box.texts.not_here);
    const made = new Promise((resolve) => { box.made = resolve; })  // the clipboard takes what a press begins
      .then((content) => new Blob([bytes(content)], { type: TYPES[kind] }));
    box.pressed = (box.pressed || 0) + 1;
    box.press("pressed", [kind, box.pressed]);
    try {
      await write(kind, made);
      say(box.texts.copied);
    } catch { say(box.texts.refused); }
  }

  data.buttons.forEach(([kind, label, icon], index) => {
    const button = box.buttons[index];
    [button.type, button.textContent] = ["button", icon];
    button.setAttribute("aria-label", label);
    button.onclick = () => copy(kind);
  });
  const [press, content] = data.made;
  if (content && press === box.pressed) box.made(content);
}
