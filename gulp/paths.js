'use strict';

const { resolve } = require('node:path');

const projectFolder = resolve(__dirname, '..');
const manifest = require('../package.json');

/** @returns the absolute path of a file or folder of the project */
const inProject = (...parts) => resolve(projectFolder, ...parts);

/** What package.json registers under `n8n`, e.g. `dist/nodes/Crm/Crm.node.js`. */
const registered = { nodes: manifest.n8n.nodes, credentials: manifest.n8n.credentials };

module.exports = { projectFolder, inProject, manifest, registered };
