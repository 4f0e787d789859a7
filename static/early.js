/**
 * Stands in the phone's page itself, before all else: opens the live line while everything else is on its way, and keeps
 * what it says. connection.js takes it over. A classic script.
 */
(() => {
  const block = document.getElementById("data");
  /** @type {import("./types.js").PageData} */
  const data = JSON.parse(block?.textContent || "{}");

  /** Kept for this browser by the page where one joined. @param {string} key */
  const remembered = (key) => {
    try {
      return localStorage.getItem(key) ?? "";
    } catch {
      return "";
    }
  };

  // Where this phone is, for counting only: in the hall, at one of the workshop's towns, or afar.
  const said = remembered(`place/${data.workshop}`) || remembered("place");
  const towns = Array.isArray(data["sites"]) ? data["sites"].length : 0;
  const town = /^site-(\d+)$/.exec(said);
  const place = town && Number(town[1]) < towns ? said : said === "remote" ? "remote" : "hall";

  const address = new URL(`/rooms/${data.room}/live?${new URLSearchParams({ as: "phone", lang: data.lang, place })}`, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(address, "talkoot.1");
  socket.binaryType = "arraybuffer";
  /** @type {MessageEvent[]} */
  const messages = [];
  socket.onmessage = (message) => messages.push(message);
  globalThis.early = { place, address: address.href, socket, messages };
})();
