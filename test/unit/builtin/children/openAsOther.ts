import { openBuiltInSqlite } from '../../../../src/crm/builtin/openBuiltIn';
import { systemClock } from '../../../../src/model/clock';

// Opens the database as a user who may only read it, and says what it was told.
void (async () => {
	if (process.getuid?.() === 0) process.setuid!(65_534);
	try {
		await openBuiltInSqlite({ backend: 'builtin-sqlite', folder: process.argv[2]! }, systemClock);
		console.log('opened');
	} catch (error) {
		const { code, message } = error as { code?: string; message: string };
		console.log(`${code}: ${message}`);
	}
	process.exit(0);
})();
