/** What the server put into the page for its script. */

const block = document.getElementById("data");

/** @type {import("./types.js").PageData} */
export const data = JSON.parse(block?.textContent || "{}");

/** Where a page draws itself. */
export const root = document.getElementById("page") ?? document.body;
