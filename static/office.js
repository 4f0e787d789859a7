/** The office works without scripts; here links are copied by a button, and a sheet is printed by another. */

const SHOWN_MS = 4000; // long enough to read two words, short enough not to be taken for the state of the link

/** Put text on the clipboard. Pages on a hall's own http network have no clipboard API, only the old command. @param {string} text */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedByCommand(text);
  }
}

/** @param {string} text */
function copiedByCommand(text) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const field = document.createElement("textarea");
  field.className = "sr";
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus();
  return done;
}

/** Where nothing may be put on the clipboard, show the link to be copied by hand. @param {string} text */
function showToCopy(text) {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("by-hand"));
  const field = dialog?.querySelector("input");
  if (!dialog || !field) return;
  field.value = text;
  dialog.showModal();
  field.select();
}

/** @param {HTMLElement} button */
async function copyLink(button) {
  const link = button.dataset["copy"] ?? "";
  if (!(await copied(link))) {
    showToCopy(link);
    return;
  }
  const say = button.querySelector(".say");
  const status = document.getElementById("copied");
  const done = button.dataset["done"] ?? "";
  if (!say || !status || say.textContent === done) return;
  const usual = say.textContent;
  say.textContent = done;
  status.textContent = done;
  setTimeout(() => {
    say.textContent = usual;
    status.textContent = "";
  }, SHOWN_MS);
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[data-copy]") : null;
  if (button instanceof HTMLElement) void copyLink(button);
});

const print = document.getElementById("print");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

// A link that was opened although this browser may come in already: leave no secret in the address bar.
if (location.hash.length > 1 && !document.getElementById(location.hash.slice(1))) {
  history.replaceState(null, "", location.pathname + location.search);
}

export {}; // a module, so that its names are its own
