// A screen that many people tap, one after another. Each tap is an answer with a name of its own: it
// is kept until the server has it, through a line that is down, and counts once however often it is
// sent. Nothing of the last person stays: no page in the history, no choice on the screen.
"use strict";
(() => {
  const RESET_MS = 5000, PAUSE_MS = 800, RETRY_MS = 15000, LIVE_MS = 60000, MOST_WAITING = 500;
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

  // Too many at once: what was tapped just now is dropped, what waited for the line goes on waiting.
  async function sendOne(one) {
    const waited = Math.max(0, Date.now() - one.at);
    const body = new URLSearchParams({ ...one, waited_ms: waited, website: form.elements.website.value });
    const headers = { Accept: "application/json" };
    const told = await fetch(form.action, { method: "POST", body, headers, credentials: "omit" });
    if (told.status >= 500 || (told.status === 429 && waited > LIVE_MS)) throw new Error(told.status);
    if (told.ok) ({ nonce } = await told.json());
    return told.status;
  }

  async function send() {
    if (sending) return;
    sending = true;
    clearTimeout(retry);
    try {
      let status = 200;
      while (waiting.length) {
        status = await sendOne(waiting[0]);
        waiting.shift();
        keep();
      }
      offline.hidden = true;
      if (status === 404 || status === 422) location.reload(); // the page is too old
    } catch {
      offline.hidden = false;
      retry = setTimeout(send, RETRY_MS);
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
