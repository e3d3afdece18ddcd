// One click is an answer only if a page was really looked at: after it was visible for a while, it
// tells the server so, once. Whatever goes wrong, the form is there and needs no script.
"use strict";
(() => {
  const LOOK_MS = 1200;
  const form = document.querySelector("form[data-choose]");
  const line = document.getElementById("said");
  let visibleMs = 0, since = null, timer = null, touched = false, over = !form.dataset.seen;

  const visible = () => document.visibilityState === "visible" && !document.prerendering;

  async function tell() {
    over = true;
    const body = {
      nonce: form.elements.nonce.value,
      score: Number(form.dataset.score),
      visible_ms: Math.round(visibleMs + performance.now() - since),
      webdriver: navigator.webdriver === true,
      touched,
    };
    try {
      const answer = await fetch(form.dataset.seen, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        credentials: "omit",
        keepalive: true,
      });
      const { counted } = answer.ok ? await answer.json() : {};
      const chosen = form.elements.score.value === form.dataset.score;
      if (counted === true && chosen) line.textContent = form.dataset.recorded;
    } catch {
      // offline, or no JSON: the line still says to press Send
    }
  }

  function watch() {
    clearTimeout(timer);
    if (over) return;
    if (since !== null) visibleMs += performance.now() - since;
    since = visible() ? performance.now() : null;
    if (since !== null) timer = setTimeout(tell, Math.max(0, LOOK_MS - visibleMs));
  }

  function choose(input) {
    over = true; // a person who changes the score sends it with the button
    clearTimeout(timer);
    const answer = input.dataset.said || input.value;
    line.textContent = form.dataset.choose.replace("{answer}", () => answer);
  }

  // Questions depend on the score, and on answers to questions before them that are shown.
  function bringUp() {
    const scores = [...form.elements.score].map((one) => +one.value);
    const chosen = form.elements.score.value;
    const given = (key, option) => form.querySelector(`[name=q_${key}][value="${option}"]:checked:enabled`);
    for (const part of form.querySelectorAll("[data-low]")) {
      const { low, high, when } = part.dataset;
      const fits = (chosen ? [+chosen] : scores).every((score) => +low <= score && score <= +high);
      const follows = (when ? when.split(",") : []).every((rule) => {
        const [key, ...options] = rule.split(" ");
        return options.some((option) => given(key, option));
      });
      part.hidden = part.disabled = !(fits && follows);
    }
  }

  for (const kind of ["pointerdown", "pointermove", "touchstart", "keydown", "wheel"])
    addEventListener(kind, (event) => { touched ||= event.isTrusted; }, { passive: true });
  document.addEventListener("visibilitychange", watch);
  document.addEventListener("prerenderingchange", watch);
  form.addEventListener("change", ({ target }) => {
    if (target.name === "score") choose(target);
    bringUp();
  });
  watch();
})();
