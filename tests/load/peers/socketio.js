// The same small hub on socket.io: text packets, over WebSocket alone.
//   node socketio.js PORT [SATURATED_BYTES]
import {Server} from 'socket.io';

const [port, saturated] = process.argv.slice(2).map(Number);
const server = new Server({transports: ['websocket'], perMessageDeflate: false, serveClient: false});
let seq = 0;

function round() {
  seq += 1;
  server.emit('e', seq, 'x'.repeat(Math.max(0, saturated - 20)));
  const busy = () => [...server.sockets.sockets.values()].some((socket) => socket.conn.transport.writable === false);
  const next = () => (busy() ? setImmediate(next) : round());
  setImmediate(next);
}

server.on('connection', (socket) => {
  socket.on('c', (n, command) => {
    if (saturated) {
      if (!seq) round();
      return;
    }
    seq += 1;
    socket.emit('a', n, seq);
    server.emit('e', seq, command);
  });
});
server.httpServer?.on('listening', () => console.log('ready'));
server.listen(port);
setTimeout(() => console.log('ready'), 300);
