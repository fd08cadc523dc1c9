import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';

// Holds the write lock for the given milliseconds.
const database = new DatabaseSync(join(process.argv[2]!, 'crm.sqlite'));
database.exec('begin immediate');
console.log('locked');
setTimeout(() => database.exec('commit'), Number(process.argv[3]));
