// Looks at the survey while it is written: sends the form as its Preview button would, and puts the
// parts of the page that come back in place. Without this script that button does the same.
"use strict";
(() => {
  const QUIET_MS = 400;
  const form = document.getElementById("editor");
  const { text } = form.elements;
  const verdict = document.getElementById("verdict");
  let timer, busy = false, again = false, unsent = "unsaved" in form.dataset;

  async function ask() {
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "preview");
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok) throw new Error(answer.status);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  // One at a time: what was typed meanwhile is looked at afterwards.
  async function look() {
    clearTimeout(timer);
    again = busy;
    if (busy) return;
    busy = true;
    try {
      show(await ask());
    } catch {
      say(form.dataset.lost, true);
    }
    busy = false;
    if (again) look();
  }

  function show(page) {
    const found = page.getElementById("verdict");
    say(found.textContent, found.classList.contains("bad"));
    for (const id of ["lines", "flaws", "outcome", "sight"])
      put(document.getElementById(id), page.getElementById(id));
    fit();
  }

  function say(words, bad) {
    if (verdict.textContent !== words) verdict.textContent = words;
    verdict.classList.toggle("bad", bad);
    text.setAttribute("aria-invalid", bad);
  }

  const ids = (part) => [...part.children].map(({ id }) => id).join(" ");

  // What is the same stays, with its place in a frame; the last preview stays while there is none.
  function put(now, next) {
    if ("nothing" in next.dataset || now.outerHTML === next.outerHTML) return;
    if (now.id === "sight" && ids(now) === ids(next)) {
      [...now.children].forEach((one, number) => put(one, next.children[number]));
      return;
    }
    const focus = now.contains(document.activeElement) ? document.activeElement.id : "";
    const open = [...now.querySelectorAll("details")].map((one) => one.open);
    const fresh = document.importNode(next, true);
    fresh.querySelectorAll("details").forEach((one, number) => { one.open = open[number]; });
    now.replaceWith(fresh);
    if (focus) document.getElementById(focus)?.focus();
  }

  // As many numbers as lines, at once.
  function fit() {
    const lines = document.getElementById("lines");
    const count = text.value.split("\n").length;
    while (lines.childElementCount < count) lines.append(document.createElement("li"));
    while (lines.childElementCount > count) lines.lastElementChild.remove();
    text.rows = count + 1;
  }

  function goTo(line) {
    const before = text.value.split("\n").slice(0, line - 1);
    const start = before.reduce((length, one) => length + one.length + 1, 0);
    const end = text.value.indexOf("\n", start);
    text.focus();
    text.setSelectionRange(start, end < 0 ? text.value.length : end);
    document.getElementById("lines").children[line - 1]?.scrollIntoView({ block: "center" });
  }

  text.addEventListener("input", () => {
    unsent = true;
    fit();
    clearTimeout(timer);
    timer = setTimeout(look, QUIET_MS);
  });
  form.addEventListener("change", ({ target }) => { if (target !== text) look(); });
  form.addEventListener("click", (event) => {
    const { line } = event.target.dataset;
    if (!line) return;
    event.preventDefault();
    goTo(+line);
  });
  form.addEventListener("submit", () => { unsent = false; });
  addEventListener("beforeunload", (event) => { if (unsent) event.preventDefault(); });
  fit();
})();
