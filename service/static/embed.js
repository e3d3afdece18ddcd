// A question in a page of somebody else. One file, no dependency, nothing of the page is touched:
// a closed shadow root with a style sheet of its own, which a strict policy allows.
(() => {
  "use strict";
  const script = document.currentScript;
  const { survey, place, customer, lang, days = 90 } = script.dataset;
  const name = `afterword ${survey}`, DAY_MS = 864e5;
  const address = `${new URL(script.src).origin}/embed/${survey}/${place}`
    + `?lang=${encodeURIComponent(lang || document.documentElement.lang)}`;
  const CSS = `
:host { all: initial; color-scheme: light dark; }
:host(.corner) { position: fixed; inset-block-end: 1rem; inset-inline-end: 1rem; z-index: 2147483000; max-width: calc(100vw - 2rem); }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
section { position: relative; width: 27rem; max-width: 100%; padding: 1rem; border: 1px solid #7a828c; border-block-start: 4px solid var(--brand); border-radius: 12px; background: #fff; color: #1b1f24; font: 16px/1.4 system-ui, sans-serif; text-align: start; }
fieldset { min-width: 0; margin: 0; padding: 0; border: 0; }
legend { padding: 0; margin-block-end: .75rem; padding-inline-end: 2.5rem; font-weight: 700; overflow-wrap: anywhere; }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(2rem, 1fr)); gap: 4px; }
.words { grid-template-columns: repeat(auto-fit, minmax(4.5rem, 1fr)); }
button, textarea { min-height: 44px; padding: 4px; border: 1px solid #7a828c; border-radius: 8px; background: none; color: inherit; font: inherit; }
button { cursor: pointer; }
small { display: block; overflow-wrap: anywhere; }
[aria-pressed=true], .send { background: var(--brand); color: var(--ink); font-weight: 700; }
.send { padding-inline: 1.5rem; }
.close { position: absolute; inset-block-start: .5rem; inset-inline-end: .5rem; width: 44px; border: 0; font-size: 1.5rem; line-height: 1; }
.ends { margin-block-start: .25rem; display: flex; justify-content: space-between; gap: 1rem; font-size: .875rem; }
textarea { display: block; width: 100%; margin-block: .25rem .75rem; }
p { margin-block: .5rem; font-weight: 700; }
:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
@media (prefers-color-scheme: dark) { section { background: #1d2126; color: #eceff2; } }`;

  const resting = () => {
    try {
      return Date.now() < localStorage.getItem(name);
    } catch {
      return false;
    }
  };
  const rest = (many) => {
    try {
      localStorage.setItem(name, Date.now() + many * DAY_MS);
    } catch {
      // not allowed to remember: it is asked again
    }
  };
  const make = (tag, more, ...inner) => {
    const one = Object.assign(document.createElement(tag), more);
    one.append(...inner);
    return one;
  };
  const ask = async (more) => {
    const told = await fetch(address, { credentials: "omit", ...more });
    if (!told.ok) throw told;
    return told.json();
  };

  async function show() {
    const said = await ask();
    const words = said.words, host = make("div", { dir: said.direction, lang: said.language });
    const root = host.attachShadow({ mode: "closed" }), sheet = new CSSStyleSheet();
    const line = make("p", { role: "status", dir: "auto" });
    const text = make("textarea", { id: "comment", rows: 2, maxLength: 5000, dir: "auto" });
    const label = make("label", { htmlFor: "comment", dir: "auto" }, words.comment);
    const more = make("form", { hidden: true }, label, text, make("button", { className: "send" }, words.send));
    let { nonce } = said, score, sent = Promise.resolve();

    async function post(again) {
      const body = new URLSearchParams({ nonce, score, comment: text.value });
      if (customer) body.set("customer", customer);
      try {
        ({ nonce } = await ask({ method: "POST", body, keepalive: true }));
        rest(days);
        line.textContent = words.thanks;
        return true;
      } catch (told) {
        if (told.status === 422 && !again) {
          ({ nonce } = await ask().catch(() => ({ nonce })));
          return post(true);
        }
        line.textContent = words.failed;
        if (!told.status) addEventListener("online", send, { once: true });
      }
    }

    // One after another, each with what is chosen by then: the last tap is what stays.
    const send = () => sent = sent.then(() => post());

    const buttons = said.options.map((option) => {
      const inner = [option.face && make("b", {}, option.face), option.word && make("small", {}, option.word)];
      const button = make("button", { ariaLabel: option.label, ariaPressed: "false" }, ...inner.filter(Boolean));
      button.onclick = () => {
        score = option.score;
        for (const one of buttons) one.ariaPressed = String(one === button);
        more.hidden = false;
        send();
      };
      return button;
    });
    more.onsubmit = async (event) => {
      event.preventDefault();
      more.hidden = await send();
      if (more.hidden) close.focus(); // the button that had the focus is gone
    };
    const close = make("button", { className: "close", ariaLabel: words.close }, "\u00d7");
    close.onclick = () => {
      rest(days);
      host.remove();
    };
    host.onkeydown = (event) => {
      if (event.key === "Escape") close.click();
    };
    const ends = make("div", { className: "ends" }, make("span", {}, said.low), make("span", {}, said.high));
    const row = make("div", { className: `row ${said.style}` }, ...buttons);
    const field = make("fieldset", {}, make("legend", {}, said.question), row, ends);
    sheet.replaceSync(`${CSS} :host { --brand: ${said.color}; --ink: ${said.ink}; }`);
    root.adoptedStyleSheets = [sheet];
    root.append(make("section", { ariaLabel: said.question }, field, line, more, close));
    if (script.closest("head")) {
      host.className = "corner";
      document.body.append(host);
    } else script.after(host);
    rest(1);
  }

  const start = () => show().catch(() => {}); // the page is not ours to disturb
  if (resting()) return;
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
