'use strict';

/** CommonJS, because it is read by the plain JavaScript that runs before anything is installed, and inside jest. */
const { pinnedVersion } = require('../host/hostFolder.cjs');

/** Packages that the registry does not give as n8n asks for them, or at all; the pinned one has its own in test/host/package.json. */
const OVERRIDES = { linkedom: '0.18.14', 'msgpackr-extract': '3.0.4', xlsx: '0.18.5' };

/**
 * The n8n that `npm run test:versions` tries, from the oldest to the newest. `queue`: in queue mode too. `overrides`: packages that
 * the registry does not give as this n8n asks for them. The first and the last one are those that the nodes speak of
 * (`TRIED_N8N` in nodes/shared/hostVersions.ts).
 */
const versions = [
	{ version: '1.123.81', why: 'the last 1.x', queue: true, overrides: OVERRIDES },
	{ version: '2.0.3', why: 'the first 2.x: it calls runs that are over "running"', queue: false, overrides: OVERRIDES },
	{ version: '2.20.12', why: 'between the first and the newest 2.x', queue: false, overrides: OVERRIDES },
	{ version: pinnedVersion(), why: 'the pinned one', queue: false, overrides: OVERRIDES },
	{ version: '2.41.1', why: 'the newest that installs', queue: true, overrides: OVERRIDES },
];

/** One of the list, or another one as the newest is tried. */
function versionOf(version) {
	return versions.find((listed) => listed.version === version) ?? { version, why: 'asked for', queue: false, overrides: OVERRIDES };
}

module.exports = { versions, versionOf };
