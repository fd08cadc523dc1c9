'use strict';

/**
 * Libraries that become a file of their own in `dist/libraries/`, read when code that needs one first runs. Node reads and checks
 * a file as a whole when it is loaded, used or not, and keeps its text in memory: in `index.js` these were nearly half of it.
 * What each start needs (luxon) stays there.
 *
 * After an update of the package a trigger that still runs the version before reads a library that it has not needed yet from the
 * new files: keep their names.
 */
const LIBRARIES = {
	'csv-parse': 'csv-parse/sync',
	fflate: 'fflate',
	'iconv-lite': 'iconv-lite',
	kysely: 'kysely',
	'libphonenumber-js': 'libphonenumber-js/min',
	pg: 'pg',
	'read-excel-file': 'read-excel-file/universal',
	zod: 'zod/v4',
};

const FOLDER = 'libraries';

/**
 * Leaves the libraries out of a bundle, which asks for their files instead.
 * @param {'.' | `./${string}`} folder where these are, as seen from the bundle
 */
const librariesApart = (folder) => ({
	name: 'libraries-apart',
	setup(plugin) {
		const files = new Map(Object.entries(LIBRARIES).map(([file, name]) => [name, `${folder}/${file}.js`]));
		plugin.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) => {
			const file = kind === 'entry-point' ? undefined : files.get(path);
			return file === undefined ? undefined : { path: file, external: true };
		});
	},
});

module.exports = { LIBRARIES, FOLDER, librariesApart };
