/** One live room in this page: the line, the outbox and the board, and a word when any of them changed. */

import { applyAll, fromSnapshot } from "./board.js";
import { browser, Connection } from "./connection.js";
import { Outbox } from "./outbox.js";
import { browserStore } from "./store.js";
import { fromWelcome, NOTHING_OWN, ownAfter } from "./yours.js";

/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./types.js").RoomState} RoomState */

const OFFLINE_MS = 3_000; // shorter losses mend themselves and are nobody's concern

/**
 * Opens a room and keeps it open.
 * @param {object} where
 * @param {string} where.room
 * @param {import("./types.js").Audience} where.audience
 * @param {string} [where.place] phones: "hall" or "remote"
 * @param {string} where.lang language of refusals
 * @returns {import("./types.js").Room}
 */
export function openRoom({ room, audience, place = "hall", lang }) {
  /** @type {RoomState} */
  let state = {
    status: "connecting",
    ending: null,
    board: null,
    yours: NOTHING_OWN,
    people: { hall: 0, remote: 0, desks: 0, walls: 0 },
    pending: [],
    storage: "",
    seq: 0,
  };
  let epoch = 0; // told only with a board, which comes with its own
  let mark = 0; // of the last entry that we have: another one may stand in its place after a loss
  let ahead = 0; // the server's clock minus ours, ms
  /** @type {(() => void) | null} */
  let callOffOffline = null;
  /** @type {Set<() => void>} */
  const watching = new Set();
  let told = true;

  /** @param {Partial<RoomState>} change */
  const set = (change) => {
    state = { ...state, ...change };
    if (!told) return;
    told = false;
    requestAnimationFrame(() => {
      told = true;
      for (const fn of watching) fn();
    });
  };

  const store = browserStore(`${audience}/${room}`);
  const outbox = new Outbox({
    store,
    deliver: (n, command) => connection.send({ n, do: command }),
    changed: () => queueMicrotask(() => set({ pending: outbox.pending })),
  });
  store.watch((id) => outbox.answeredElsewhere(id));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") outbox.takeOver();
  });

  const connection = new Connection({
    address: () => {
      const query = new URLSearchParams({ as: audience, lang });
      if (audience === "phone") query.set("place", place);
      if (state.board) {
        query.set("epoch", String(epoch));
        query.set("seq", String(state.seq));
        query.set("mark", String(mark));
      }
      const address = new URL(`/rooms/${room}/live?${query}`, location.href);
      address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
      return address.href;
    },
    access: `/rooms/${room}/access?as=${audience}`,
    receive,
    status: (status) => (status === "live" ? live() : lost()),
    end: (ending) => {
      callOffOffline?.();
      // What was erased is shown by no screen, however long that stays open.
      if (ending === "no-room") outbox.forgetAll();
      set({ status: "ended", ending, ...(ending === "no-room" ? { board: null, yours: NOTHING_OWN } : {}) });
    },
  });

  function live() {
    callOffOffline?.();
    callOffOffline = null;
    if (state.status !== "live") set({ status: "live" });
  }

  function lost() {
    if (state.status === "live") set({ status: "connecting" });
    callOffOffline ??= browser.after(OFFLINE_MS, () => set({ status: "offline" }));
  }
  lost(); // the first line, too, may take longer than it should

  /** @param {Frame} frame */
  function receive(frame) {
    switch (frame.kind) {
      case "welcome":
        welcome(frame);
        return;
      case "events":
        if (frame.after !== state.seq || !state.board) {
          connection.renew();
          return;
        }
        mark = frame.mark;
        set({ board: applyAll(state.board, frame.events), seq: frame.seq });
        return;
      case "board":
        mark = frame.mark;
        set({ board: fromSnapshot(frame.board), seq: frame.seq });
        return;
      case "yours":
        mine(frame);
        return;
      case "ack":
        mine(frame);
        outbox.acknowledged(frame.n);
        return;
      case "refused":
        outbox.refused(frame);
        return;
      case "people":
        set({ people: frame });
        return;
      case "storage":
        set({ storage: frame.trouble });
        return;
      case "beat":
        ahead = Math.max(ahead, frame.now - Date.now()); // the quickest frame told the truest
    }
  }

  /** @param {Extract<Frame, {kind: "welcome"}>} frame */
  function welcome(frame) {
    ahead = frame.now - Date.now();
    epoch = frame.epoch;
    mark = frame.mark;
    let board = frame.board ? fromSnapshot(frame.board) : state.board;
    for (const missed of frame.events ?? []) if (board) board = applyAll(board, missed.events);
    set({ board, seq: frame.seq, people: frame.people ?? state.people, storage: frame.storage ?? "" });
    if (frame.yours) set({ yours: fromWelcome(frame.yours) });
    outbox.restart();
  }

  /** @param {import("./types.js").YoursFrame} frame */
  function mine(frame) {
    const yours = ownAfter(state.yours, frame);
    if (yours !== state.yours) set({ yours });
  }

  return {
    get state() {
      return state;
    },
    subscribe: (fn) => {
      watching.add(fn);
      return () => void watching.delete(fn);
    },
    send: (command) => outbox.add(command),
    dismiss: (id) => outbox.dismiss(id),
    now: () => Date.now() + ahead,
    close: () => connection.close(),
  };
}
