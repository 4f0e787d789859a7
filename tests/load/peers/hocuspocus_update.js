// Prints one update of a document named "room" as Hocuspocus takes it from a client, in hexadecimal.
import * as Y from 'yjs';

const document = new Y.Doc();
document.getMap('notes').set('first', 'a note');
const update = Buffer.from(Y.encodeStateAsUpdate(document));
console.log(Buffer.concat([Buffer.from([4]), Buffer.from('room'), Buffer.from([0, 2, update.length]), update]).toString('hex'));
