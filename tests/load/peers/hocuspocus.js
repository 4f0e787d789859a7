// Hocuspocus: a Yjs document that everybody holds; each update is merged into it and sent on. No log.
//   node hocuspocus.js PORT [SATURATED_BYTES]
import {Server} from '@hocuspocus/server';

const [port, saturated] = process.argv.slice(2).map(Number);
let begun = false;

function fill(document) {
  const notes = document.getMap('notes');
  let at = 0;
  const round = () => {
    notes.set('note', `${at} `.padEnd(Math.max(8, saturated - 40), 'x'));
    at += 1;
    const busy = document.getConnections().some((one) => one.webSocket.bufferedAmount > 0);
    setImmediate(busy ? wait : round);
  };
  const wait = () => setImmediate(document.getConnections().some((one) => one.webSocket.bufferedAmount > 0) ? wait : round);
  round();
}

const server = new Server({
  port,
  address: '127.0.0.1',
  quiet: true,
  async onChange({document}) {
    if (!saturated || begun) return;
    begun = true;
    fill(document);
  },
});
await server.listen();
console.log('ready');
