import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from './hostFolder.cjs';

interface Service {
	image: string;
	command?: string[];
	environment?: Record<string, string | number>;
	healthcheck?: { test: string[] };
}

/** A compose file of the folder `docker`, with the values of its variables, as Docker Compose would read it. */
export class ComposeFile {
	/** All that is in it. */
	readonly content: { services: Record<string, Service> };

	/** Throws Error where a variable is missing that the file requires. */
	constructor(name: string, variables: Readonly<Record<string, string>>) {
		const text = readFileSync(join(projectRoot, 'docker', name), 'utf8');
		this.content = filledIn(parse(text, { merge: true }), variables) as { services: Record<string, Service> };
	}

	environment(service: string): Record<string, string> {
		return Object.fromEntries(Object.entries(this.service(service).environment ?? {}).map(([name, value]) => [name, String(value)]));
	}

	command(service: string): string[] {
		return this.service(service).command ?? [];
	}

	/** The command that asks whether it is well; exit code 0 says yes. */
	healthCommand(service: string): string[] {
		const [kind, ...command] = this.service(service).healthcheck?.test ?? [];
		if (kind !== 'CMD') throw new Error(`The health check of "${service}" is not a command.`);
		return command;
	}

	private service(name: string): Service {
		const found = this.content.services[name];
		if (found === undefined) throw new Error(`There is no service "${name}" in the compose file.`);
		return found;
	}
}

/** `${NAME}`, `${NAME:-value where it is empty}` and `${NAME:?what to do where it is empty}`. */
function filledIn(content: unknown, variables: Readonly<Record<string, string>>): unknown {
	if (Array.isArray(content)) return content.map((entry) => filledIn(entry, variables));
	if (typeof content === 'object' && content !== null) {
		return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, filledIn(value, variables)]));
	}
	if (typeof content !== 'string') return content;
	return content.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind: string | undefined, rest: string) => {
		const value = variables[name] ?? '';
		if (value !== '') return value;
		if (kind === '?') throw new Error(`${name} has no value. ${rest}`);
		return kind === '-' ? rest : '';
	});
}
