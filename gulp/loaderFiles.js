'use strict';

const { mkdir, readFile, writeFile } = require('node:fs/promises');
const { existsSync } = require('node:fs');
const path = require('node:path');
const { inProject, manifest, registered } = require('./paths');

/**
 * Writes what n8n's loader reads: a small file per node and credential, whose name is the name of the class, and the
 * `known` and `types` lists. With the lists n8n shows the nodes without loading any of our code
 * (n8n-core, LazyPackageDirectoryLoader); the form of their entries follows n8n-core's DirectoryLoader.
 */
async function loaderFiles() {
	for (const file of [...registered.nodes, ...registered.credentials]) await writeReExport(file);
	const nodes = await Promise.all(registered.nodes.map(describeNode));
	const credentials = registered.credentials.map((file) => describeCredential(file, nodes));

	await writeJson(
		'dist/known/nodes.json',
		knownList(nodes, ({ type }) => type.name),
	);
	await writeJson(
		'dist/known/credentials.json',
		knownList(credentials, ({ type }) => type.name),
	);
	await writeJson(
		'dist/types/nodes.json',
		nodes.map(({ type }) => type),
	);
	await writeJson(
		'dist/types/credentials.json',
		credentials.map(({ type }) => type),
	);
}

/** `Crm` for `dist/nodes/Crm/Crm.node.js`. */
const className = (file) => path.basename(file).split('.')[0];

async function writeReExport(file) {
	const bundlePath = path.posix.relative(path.posix.dirname(file), 'dist/index.js');
	const name = className(file);
	await mkdir(path.dirname(inProject(file)), { recursive: true });
	await writeFile(inProject(file), `"use strict";\nexports.${name} = require("${bundlePath}").${name};\n`);
}

function instantiate(file) {
	const Class = require(inProject(file))[className(file)];
	if (typeof Class !== 'function') throw new Error(`index.ts does not export the class ${className(file)}, which package.json registers.`);
	return new Class();
}

async function describeNode(file) {
	const { description } = instantiate(file);
	const codex = await readCodex(file);
	const type = { ...description, ...iconOf(description, file), codex, communityNodePackageVersion: manifest.version };
	return { known: { className: className(file), sourcePath: file }, type };
}

function describeCredential(file, nodes) {
	const credential = instantiate(file);
	const users = nodes.filter(({ type }) => (type.credentials ?? []).some(({ name }) => name === credential.name));
	const supportedNodes = users.map(({ type }) => type.name);
	const type = { ...credential, ...iconOf(credential, file), supportedNodes };
	// A function cannot be written down; that there is one is what n8n looks for.
	if (typeof credential.authenticate === 'function') type.authenticate = {};
	return { known: { className: className(file), sourcePath: file, extends: credential.extends, supportedNodes }, type };
}

/** The words and pages of `Crm.node.json`, in the reduced form n8n keeps. */
async function readCodex(file) {
	const codexFile = inProject(`${file}on`);
	if (!existsSync(codexFile)) return undefined;
	const { categories, subcategories, resources = {}, alias } = JSON.parse(await readFile(codexFile, 'utf8'));
	const { primaryDocumentation, credentialDocumentation } = resources;
	return { categories, subcategories, alias, resources: { primaryDocumentation, credentialDocumentation } };
}

/** n8n serves pictures under the path of the package; `icon: "file:…"` becomes that address. */
function iconOf({ icon }, file) {
	const address = (name) => `icons/${manifest.name}/${path.posix.join(path.posix.dirname(file), name.replace('file:', ''))}`;
	if (icon === undefined) return {};
	const iconUrl = typeof icon === 'string' ? address(icon) : { light: address(icon.light), dark: address(icon.dark) };
	return { icon: undefined, iconUrl };
}

function knownList(entries, nameOf) {
	return Object.fromEntries(entries.map((entry) => [nameOf(entry), entry.known]));
}

async function writeJson(file, content) {
	await mkdir(path.dirname(inProject(file)), { recursive: true });
	await writeFile(inProject(file), `${JSON.stringify(content)}\n`);
}

module.exports = { loaderFiles };
