// Puts new answers on top of a list as they come, while somebody looks at the page.
const lists = [...document.querySelectorAll("[data-live]")];
let sources = [], again = null;

function add(list, html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  const answer = made.content.firstElementChild;
  list.querySelector(`[data-response="${answer.dataset.response}"]`)?.remove();
  list.prepend(answer);
  while (list.children.length > list.dataset.most) list.lastElementChild.remove();
}

function listen(list) {
  const source = new EventSource(`${list.dataset.live}&after=${list.dataset.after}`);
  source.onmessage = ({ data, lastEventId }) => {
    list.dataset.after = lastEventId;
    add(list, data);
  };
  source.onerror = () => {
    // a refusal ends it for good: a server that is being restarted, or too many who listen
    if (source.readyState === EventSource.CLOSED) again ??= setTimeout(follow, 60000);
  };
  return source;
}

// A browser has six lines to a site: pages that nobody sees must not hold them.
function follow() {
  clearTimeout(again);
  again = null;
  for (const source of sources.splice(0)) source.close();
  if (!document.hidden) sources = lists.map(listen);
}

document.addEventListener("visibilitychange", follow);
follow();
