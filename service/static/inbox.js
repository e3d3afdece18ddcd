// New messages appear on top within seconds; what somebody is reading stays where it is. Without
// this script the page reloads itself, and each mail scrolls within a frame of one height.
"use strict";
(() => {
  const EVERY_MS = 2000;
  const list = document.getElementById("messages");
  const news = document.getElementById("news");
  const how = document.getElementById("how");
  const title = document.title;
  let version = list.dataset.version, unseen = 0;

  async function look() {
    const headers = { Accept: "text/html", "If-None-Match": version };
    const answer = await fetch(location.pathname, { headers });
    if (answer.status !== 200) return;
    version = answer.headers.get("ETag");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = [...page.querySelectorAll("article")];
    const fresh = found.filter(({ id }) => !document.getElementById(id));
    if (fresh.length) putOnTop(fresh.map((one) => document.importNode(one, true)));
  }

  function putOnTop(fresh) {
    const first = list.firstElementChild;
    const reading = first && first.getBoundingClientRect().top < 0;
    const before = first && first.getBoundingClientRect().top;
    if (!first && !how.matches(":focus-within")) how.open = false;
    for (const one of fresh) one.classList.add("new");
    list.prepend(...fresh);
    dress(list);
    // Browsers that keep the place by themselves leave nothing to do here.
    if (reading) scrollBy(0, first.getBoundingClientRect().top - before);
    news.textContent = fresh[0].querySelector("h2").textContent;
    unseen = document.hidden ? unseen + fresh.length : 0;
    document.title = unseen ? `(${unseen}) ${title}` : title;
  }

  function dress(part) {
    for (const time of part.querySelectorAll("time"))
      time.textContent = new Date(time.dateTime).toLocaleTimeString(document.documentElement.lang);
  }

  function fit(frame) {
    const mail = frame.contentDocument?.documentElement;
    if (mail?.offsetHeight) frame.style.height = `${mail.offsetHeight + 2}px`;
  }

  const fitAll = () => document.querySelectorAll("iframe").forEach(fit);

  async function watch() {
    try {
      await look();
    } catch {
      // the demo is not there just now; it may come back
    }
    setTimeout(watch, EVERY_MS);
  }

  document.addEventListener("load", ({ target }) => { if (target.matches?.("iframe")) fit(target); }, true);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) { unseen = 0; document.title = title; }
  });
  addEventListener("resize", fitAll);
  dress(document);
  fitAll();
  setTimeout(watch, EVERY_MS);
})();
