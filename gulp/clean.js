'use strict';

const { rm } = require('node:fs/promises');
const { inProject } = require('./paths');

async function clean() {
	await rm(inProject('dist'), { recursive: true, force: true });
}

module.exports = { clean };
