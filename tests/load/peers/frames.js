// Frames as Talkoot writes them, so that one load generator reads all servers: MessagePack put together by hand.

const text = (word) => Buffer.concat([Buffer.from([0xa0 | word.length]), Buffer.from(word)]);

function number(value) {
  const packed = Buffer.alloc(5);
  packed[0] = 0xce;
  packed.writeUInt32BE(value, 1);
  return packed;
}

const map = (keys, ...parts) => Buffer.concat([Buffer.from([0x80 | keys]), ...parts]);

export const welcome = (seq) => map(2, text('kind'), text('welcome'), text('seq'), number(seq));

export const ack = (n, seq) => map(3, text('kind'), text('ack'), text('n'), number(n), text('seq'), number(seq));

export const events = (after, seq, event) =>
  map(4, text('kind'), text('events'), text('after'), number(after), text('seq'), number(seq), text('events'), Buffer.from([0x91]), event);

/** The `n` of a command, which is its first key. */
export function numberOf(command) {
  const tag = command[3];
  if (tag < 0x80) return tag;
  return tag === 0xcc ? command[4] : tag === 0xcd ? command.readUInt16BE(4) : command.readUInt32BE(4);
}

/** An event that makes its frame `bytes` long. */
export function filled(bytes) {
  const length = Math.max(0, bytes - 50);
  return Buffer.concat([Buffer.from([0xda, length >> 8, length & 255]), Buffer.alloc(length, 'x')]);
}
