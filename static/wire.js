/** Frames to and from bytes: the only place that knows MessagePack and gzip. */

/** @typedef {import("./types.js").Frame} Frame */

/** @param {unknown} value @returns {Uint8Array<ArrayBuffer>} */
export function pack(value) {
  return MessagePack.encode(value);
}

/**
 * Undoes gzip.
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
async function unzip(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Reads frames and hands them on in the order in which they came, although what is packed takes a moment to unzip.
 * @param {(frame: Frame) => void} receive
 * @param {(error: unknown) => void} fail called when something cannot be read; nothing more is received then
 * @returns {(bytes: ArrayBuffer) => void}
 */
export function reader(receive, fail) {
  /** @type {Promise<void> | null} what must be received first */
  let before = null;
  let failed = false;

  /** @param {unknown} error */
  const stop = (error) => {
    if (!failed) fail(error);
    failed = true;
  };
  /** The parts of a frame of which something travels packed. @param {any} frame @returns {any[]} */
  const packed = (frame) =>
    [frame, ...(frame.kind === "welcome" ? frame.events ?? [] : [])].filter((part) => part.packed || part.board instanceof Uint8Array);
  /** @param {any} frame @param {any[]} parts */
  const whole = async (frame, parts) => {
    for (const part of parts) {
      if (part.packed) Object.assign(part, MessagePack.decode(await unzip(part.packed)));
      if (part.board instanceof Uint8Array) part.board = MessagePack.decode(await unzip(part.board));
    }
    return frame;
  };

  return (bytes) => {
    if (failed) return;
    /** @type {any} */
    let frame;
    try {
      frame = MessagePack.decode(bytes);
    } catch (error) {
      stop(error);
      return;
    }
    const parts = packed(frame);
    if (!before && !parts.length) {
      receive(frame);
      return;
    }
    const unzipped = whole(frame, parts);
    const mine = (before ?? Promise.resolve())
      .then(() => unzipped)
      .then((ready) => {
        if (before === mine) before = null;
        if (!failed) receive(ready);
      })
      .catch(stop);
    before = mine;
  };
}
