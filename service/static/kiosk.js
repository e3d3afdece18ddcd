// A screen that many people tap, one after another. Each tap is an answer with a name of its own: it
// is kept until the server has it, through a line that is down, and counts once however often it is
// sent. Nothing of the last person stays: no page in the history, no choice on the screen.
"use strict";
(() => {
  const RESET_MS = 5000, PAUSE_MS = 800, RETRY_MS = 15000, SLOW_MS = 60000, MOST_WAITING = 500;
  const [form, thanks, offline] = ["ask", "thanks", "offline"].map((id) => document.getElementById(id));
  const kept = `afterword kiosk ${location.pathname}`;
  let nonce = form.elements.nonce.value;
  let waiting = load(), reset = null, retry = null, sending = false;

  function load() {
    try {
      return JSON.parse(localStorage.getItem(kept)) || [];
    } catch {
      return [];
    }
  }

  function keep() {
    try {
      localStorage.setItem(kept, JSON.stringify(waiting));
    } catch {
      // no room: what waits is lost if the page is closed
    }
  }

  function show(asking) {
    const part = asking ? form : thanks.querySelector("form");
    clearTimeout(reset);
    form.hidden = !asking;
    thanks.hidden = asking;
    part.inert = true; // a second tap on the same spot means nothing
    setTimeout(() => {
      part.inert = false;
      (asking ? form : thanks).querySelector("h1").focus();
    }, PAUSE_MS);
    if (!asking) reset = setTimeout(next, RESET_MS);
  }

  function next() {
    show(true);
    if (form.dataset.home && navigator.onLine) location.replace(form.dataset.home);
  }

  function answer(score) {
    const turn = Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join("");
    if (waiting.length < MOST_WAITING) waiting.push({ nonce, score, turn, at: Date.now() });
    keep();
    show(false);
    send();
  }

  // Whether it was recorded; false: the server says that this very answer never will be. Whatever else
  // it says, such as too many at once or an unknown link, may be mended, so the answer goes on waiting.
  async function sendOne(one) {
    const waited = Math.max(0, Date.now() - one.at);
    const body = new URLSearchParams({ ...one, waited_ms: waited });
    const headers = { Accept: "application/json" };
    const told = await fetch(form.action, { method: "POST", body, headers, credentials: "omit" });
    const { recorded, nonce: fresh } = await told.json().catch(() => ({}));
    if (told.ok && recorded) nonce = fresh;
    else if (told.status !== 422 || recorded !== false) throw told.status;
    return recorded;
  }

  async function send() {
    if (sending) return;
    sending = true;
    clearTimeout(retry);
    try {
      let old = false;
      while (waiting.length) {
        if (!await sendOne(waiting[0])) old = true;
        waiting.shift();
        keep();
      }
      offline.hidden = true;
      if (old) location.reload(); // the page is too old
    } catch (status) {
      offline.hidden = false;
      retry = setTimeout(send, status >= 400 && status < 500 ? SLOW_MS : RETRY_MS);
    }
    sending = false;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.hidden) answer(event.submitter.value);
  });
  thanks.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    next();
  });
  addEventListener("online", send);
  send();
})();
