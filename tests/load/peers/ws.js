// The same small hub on node's ws: an ack to the sender, the command to everybody. No rules, no log.
//   node ws.js PORT [SATURATED_BYTES]     with SATURATED_BYTES the first command starts rounds without an end
import {WebSocketServer} from 'ws';
import {ack, events, filled, numberOf, welcome} from './frames.js';

const [port, saturated] = process.argv.slice(2).map(Number);
const server = new WebSocketServer({port, host: '127.0.0.1', perMessageDeflate: false, backlog: 4096});
let seq = 0;

function round() {
  seq += 1;
  const frame = events(seq - 1, seq, filled(saturated));
  let waiting = server.clients.size;
  const written = () => {
    waiting -= 1;
    if (!waiting) setImmediate(round);
  };
  for (const client of server.clients) client.send(frame, written);
}

server.on('connection', (socket) => {
  socket.on('message', (command) => {
    if (saturated) {
      if (!seq) round();
      return;
    }
    seq += 1;
    socket.send(ack(numberOf(command), seq));
    const frame = events(seq - 1, seq, command);
    for (const client of server.clients) client.send(frame);
  });
  socket.on('error', () => {});
  socket.send(welcome(seq));
});
server.on('listening', () => console.log('ready'));
