/**
 * One live line to a room: it opens, listens, notices when the line is dead although nothing said so, and comes back.
 * It knows frames and time, not boards. Source: server/PROTOCOL.md.
 */

import { pack, reader } from "./wire.js";

/** @typedef {import("./types.js").Ending} Ending */
/** @typedef {import("./types.js").Frame} Frame */

const SILENCE_MS = 25_000; // the server beats every 10 s: two missed, and some
const CONNECT_MS = 6_000; // a phone that changed networks can stay CONNECTING for ever
const PROBE_MS = 3_000; // an answer to "are you there" comes within this or the line is dead
const SETTLE_MS = 1_000; // what came in before the network went is handed to the page within this
const TICK_MS = 1_000;
const JUMP_MS = 5_000; // the clock went further than our ticks: the phone slept
const BACKOFF_MS = 300;
const BACKOFF_MOST_MS = 10_000;
const WAKE_SPREAD_MS = 500; // a hall whose Wi-Fi returns wakes in the same instant
const RETRY_SPREAD_MS = 1_000; // Retry-After comes in whole seconds: many are told the same

/**
 * What the line needs of the world, so that a test can be the world.
 * @typedef {object} World
 * @property {(url: string) => WebSocket} dial
 * @property {(url: string) => Promise<{status: number, retryMs: number | null}>} ask status of a GET, and its
 *   Retry-After; rejects when there is no network
 * @property {(ms: number, then: () => void) => () => void} after returns what calls it off
 * @property {() => number} now
 * @property {() => number} random
 * @property {(wake: () => void, doubt: () => void) => void} listen
 */

/**
 * The wait before try number `tries` since the last welcome: anything up to a bound that doubles, so that phones that
 * fell together do not return together.
 * @param {number} tries
 * @param {number} random 0 to 1
 */
export function backoff(tries, random) {
  return random * Math.min(BACKOFF_MOST_MS, BACKOFF_MS * 2 ** tries);
}

/**
 * What a close code asks for. @param {number} code
 * @returns {Ending | null} null: come back
 */
export function ending(code) {
  if (code === 4403) return "no-right";
  return code >= 4400 && code <= 4499 ? "unreadable" : null;
}

/** The line that the page opened before its script had come: it says again what it has said already. @param {string} url */
function earlyLine(url) {
  const { socket, address, messages } = globalThis.early ?? {};
  if (!globalThis.early || !socket) return null;
  globalThis.early.socket = null; // once: what is dialled after it is new
  if (address !== url || socket.readyState > WebSocket.OPEN) {
    socket.close();
    return null;
  }
  if (socket.readyState === WebSocket.OPEN) {
    queueMicrotask(() => {
      socket.onopen?.(new Event("open"));
      for (const message of messages ?? []) socket.onmessage?.(message);
    });
  }
  return socket;
}

/** @type {World} */
export const browser = {
  dial: (url) => earlyLine(url) ?? new WebSocket(url, "talkoot.1"),
  ask: async (url) => {
    const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(CONNECT_MS) });
    const after = answer.headers.get("Retry-After");
    return { status: answer.status, retryMs: after && /^\d+$/.test(after) ? Number(after) * 1_000 : null };
  },
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
  now: () => Date.now(),
  random: () => Math.random(),
  listen: (wake, doubt) => {
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") wake();
    });
    addEventListener("pageshow", wake);
    addEventListener("online", wake);
    addEventListener("offline", doubt);
  },
};

export class Connection {
  /** @type {WebSocket | null} */
  #socket = null;
  #welcomed = false;
  #tries = 0;
  #failedHandshakes = 0;
  #heard = 0;
  /** @type {number | null} when "are you there" was asked */
  #probing = null;
  /** @type {number | null} when the network said that it is gone, until the line is asked about it */
  #doubted = null;
  #ticked = 0;
  #over = false;
  /** @type {number | null} when to come back, as a bye said */
  #backAt = null;
  /** @type {(() => void) | null} */
  #callOff = null;

  /**
   * @param {object} wiring
   * @param {() => string} wiring.address the socket's address, with where to go on from
   * @param {string} wiring.access where to ask why a handshake fails
   * @param {(frame: Frame) => void} wiring.receive
   * @param {(status: "live" | "lost") => void} wiring.status
   * @param {(why: Ending) => void} wiring.end
   * @param {World} [wiring.world]
   */
  constructor({ address, access, receive, status, end, world = browser }) {
    this.address = address;
    this.access = access;
    this.receive = receive;
    this.status = status;
    this.end = end;
    this.world = world;
    this.#ticked = world.now();
    world.listen(
      () => this.#wake(),
      () => this.#doubt(),
    );
    this.#tick();
    this.#dial();
  }

  /** Sends a frame. Returns false when there is no line to send on. @param {unknown} frame */
  send(frame) {
    if (!this.#welcomed || this.#socket?.readyState !== 1) return false;
    this.#socket.send(pack(frame));
    return true;
  }

  /** Drops the line and comes back at once with what is known: after a gap. */
  renew() {
    this.#lose(0);
  }

  close() {
    this.#over = true;
    this.#callOff?.();
    this.#drop();
  }

  #dial() {
    if (this.#over || this.#socket) return;
    this.#callOff?.();
    const socket = this.world.dial(this.address());
    let opened = false;
    this.#socket = socket;
    this.#heard = this.world.now();
    socket.binaryType = "arraybuffer";
    const read = reader(
      (frame) => {
        if (this.#socket === socket) this.#hear(frame);
      },
      () => {
        if (this.#socket === socket) this.#lose();
      },
    );
    socket.onopen = () => {
      opened = true;
      this.#failedHandshakes = 0;
    };
    socket.onmessage = (message) => {
      this.#heard = this.world.now();
      read(message.data);
    };
    socket.onclose = (closed) => {
      if (this.#socket !== socket) return;
      const why = opened ? ending(closed.code) : null;
      if (why) this.#finish(why);
      else if (opened) this.#lose();
      else this.#handshakeFailed();
    };
    this.#callOff = this.world.after(CONNECT_MS, () => {
      if (this.#socket === socket && !this.#welcomed) this.#handshakeFailed();
    });
  }

  /** @param {Frame} frame */
  #hear(frame) {
    this.#probing = null;
    if (frame.kind === "welcome") {
      this.#welcomed = true;
      this.#tries = 0;
      this.#callOff?.();
    }
    if (frame.kind === "beat") this.send({ beat: true });
    if (frame.kind === "bye") {
      // The line works until the server closes it, or until the time that it named: then another server has us.
      const socket = this.#socket;
      this.#tries = 0;
      this.#backAt = this.world.now() + frame.retry_ms;
      this.#callOff?.();
      this.#callOff = this.world.after(frame.retry_ms, () => {
        if (this.#socket === socket) this.#lose(0);
      });
    }
    this.receive(frame);
    if (this.#welcomed && this.#doubted === null) this.status("live");
  }

  /** A browser cannot say why a handshake failed; after the second the same question goes over HTTP. */
  async #handshakeFailed() {
    this.#failedHandshakes += 1;
    this.#lose();
    if (this.#failedHandshakes % 2) return;
    let answer;
    try {
      answer = await this.world.ask(this.access);
    } catch {
      return; // no network: trying goes on
    }
    if (this.#over) return;
    const { status, retryMs } = answer;
    if (status === 401) this.#finish("no-session");
    else if (status === 403) this.#finish("no-right");
    else if (status === 404) this.#finish("no-room");
    else if (retryMs !== null && !this.#socket) this.#dialAfter(retryMs + this.world.random() * RETRY_SPREAD_MS);
  }

  /** The line is gone; come back after a while. @param {number} [wait] ms */
  #lose(wait) {
    if (this.#over) return;
    this.#drop();
    this.status("lost");
    const asked = this.#backAt === null ? null : Math.max(0, this.#backAt - this.world.now());
    this.#backAt = null;
    this.#dialAfter(wait ?? asked ?? backoff(this.#tries, this.world.random()));
    this.#tries += 1;
  }

  /** @param {number} ms */
  #dialAfter(ms) {
    this.#callOff?.();
    this.#callOff = this.world.after(ms, () => this.#dial());
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    this.#welcomed = false;
    this.#probing = null;
    this.#doubted = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {Ending} why */
  #finish(why) {
    this.#over = true;
    this.#callOff?.();
    this.#drop();
    this.end(why);
  }

  /** The phone woke or has a network again: is the line alive? */
  #wake() {
    if (this.#over) return;
    if (this.#socket && this.#welcomed) {
      this.#ask();
    } else if (!this.#socket) {
      this.#tries = 0;
      this.#callOff?.();
      this.#callOff = this.world.after(this.world.random() * WAKE_SPREAD_MS, () => this.#dial());
    }
  }

  /**
   * The network says that it is gone. An open socket says nothing then, and what it had received before is no sign of
   * life: once that is read the line is asked, and lives by its answer alone.
   */
  #doubt() {
    if (this.#over) return;
    if (this.#socket && this.#welcomed) this.#doubted = this.world.now();
    this.status("lost");
  }

  #ask() {
    this.#doubted = null;
    this.#probing ??= this.world.now();
    this.send({ beat: true });
  }

  #tick() {
    const now = this.world.now();
    if (this.#over) return;
    if (now - this.#ticked > JUMP_MS) this.#wake();
    this.#ticked = now;
    if (this.#socket && this.#welcomed) {
      if (this.#doubted !== null && now - this.#doubted >= SETTLE_MS) this.#ask();
      if (this.#probing !== null && now - this.#probing >= PROBE_MS) this.#lose(0);
      else if (now - this.#heard >= SILENCE_MS) this.#lose();
    }
    this.world.after(TICK_MS, () => this.#tick());
  }
}
