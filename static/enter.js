/** Trade the secret in this page's link for a cookie, and clear the address bar so that a projected browser shows no key. */

const states = ["missing", "opening", "wrong", "unreached"];

/** Show one of the page's states. @param {string} shown */
function show(shown) {
  for (const id of states) {
    const part = document.getElementById(id);
    if (part) part.hidden = id !== shown;
  }
}

/** Ask the server to let this browser in; on success the page becomes the one that was asked for. @param {string} secret */
async function enter(secret) {
  show("opening");
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch("/enter", { method: "POST", body: new URLSearchParams({ secret, to: location.pathname }) });
  } catch {
    show("unreached");
    return;
  }
  if (answer.ok) location.reload();
  else show(answer.status === 403 ? "wrong" : "unreached");
}

/** Take the secret out of the address, and try it. */
function begin() {
  const secret = location.hash.slice(1);
  if (!secret) return;
  history.replaceState(null, "", location.pathname + location.search);
  document.getElementById("again")?.addEventListener("click", () => void enter(secret));
  void enter(secret);
}

window.addEventListener("hashchange", begin); // another link pasted into the same tab loads nothing by itself
begin();

export {}; // a module, so that its names are its own
