import { join } from 'node:path';
import { takeSoleUse } from '../../../../src/sql/sqlite/soleUse';

/** Serves the file of a folder alone until it is killed, or says that it may not. */
void takeSoleUse({ path: join(process.argv[2]!, 'crm.sqlite'), name: 'crm.sqlite' }).then(
	() => {
		console.log('serving');
		setInterval(() => undefined, 1_000);
	},
	() => console.log('refused'),
);
