import { spawnSync } from 'node:child_process';

const debianPackages = { python3: 'python3', make: 'make', 'g++': 'g++' };

/**
 * Looks for everything that installing n8n needs, before anything is downloaded. (n8n's SQLite driver
 * is compiled on this machine, hence the compiler.)
 * @throws Error with one sentence that names the one command which installs what is missing
 */
export function checkPrerequisites() {
	const [major] = process.versions.node.split('.').map(Number);
	if (major < 20) {
		throw new Error(`Node 20 or newer is needed, and this is Node ${process.versions.node}: install a newer one from https://nodejs.org.`);
	}
	if (!answers('npm')) {
		throw new Error(`npm is missing; ${remedy('npm', 'npm', 'install Node with npm from https://nodejs.org')}.`);
	}
	const missing = Object.keys(debianPackages).filter((command) => !answers(command));
	if (missing.length === 0) return;
	throw new Error(
		`${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing, and n8n's SQLite driver is compiled with ${missing.length === 1 ? 'it' : 'them'}; ` +
			`${remedy('python3 make g++', 'python3 make gcc-c++', 'install Python 3 and a C++ compiler')}.`,
	);
}

function answers(command) {
	const { status } = spawnSync(command, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' });
	return status === 0;
}

function remedy(debian, fedora, otherwise) {
	if (process.platform === 'darwin') return debian === 'npm' ? otherwise : 'install them with: xcode-select --install';
	const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
	if (answers('apt-get')) return `install with: ${sudo}apt-get install -y ${debian}`;
	if (answers('dnf')) return `install with: ${sudo}dnf install -y ${fedora}`;
	return otherwise;
}
