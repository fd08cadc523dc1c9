import { companyCountry } from './companyCountry';
import { CrmError, notFound } from '../model/CrmError';
import type { Permission } from '../model/permissions';
import type { Pipeline, RecordType, RecordTypeDescription, Stage } from '../model/recordType';
import type { GatesByStage } from '../model/stageGates';
import type { User } from '../model/user';
import type { People } from '../model/validate';

/** What the CRM is like at one moment: types with their fields and pipelines, people and what they may do. Never changed. */
export class Reference implements People {
	readonly types: ReadonlyMap<string, RecordTypeDescription>;
	/** By name. */
	readonly users: readonly User[];
	readonly groups: readonly string[];
	readonly roles: readonly string[];
	/** By role; a role that is not in it may do everything. */
	readonly permissions: ReadonlyMap<string, readonly Permission[]>;
	/** What stages ask for; of a CRM that knows nothing of it: nothing. */
	readonly gates: GatesByStage;
	private readonly usersById: ReadonlyMap<string, User>;

	constructor(parts: {
		types: RecordTypeDescription[];
		users: User[];
		groups: string[];
		roles: string[];
		permissions: ReadonlyMap<string, Permission[]>;
		gates?: GatesByStage;
	}) {
		const country = companyCountry();
		this.types = new Map(parts.types.map((type) => [type.name, country === undefined ? type : withCountry(type, country)]));
		this.users = parts.users;
		this.groups = parts.groups;
		this.roles = parts.roles;
		this.permissions = parts.permissions;
		this.gates = parts.gates ?? new Map();
		this.usersById = new Map(parts.users.map((user) => [user.id, user]));
	}

	recordTypes(): RecordType[] {
		return [...this.types.values()].map(({ name, label, pluralLabel, editable }) => ({ name, label, pluralLabel, editable }));
	}

	/** Throws notFound. */
	type(name: string): RecordTypeDescription {
		const type = this.types.get(name);
		if (type === undefined) throw notFound('record type', name, [...this.types.keys()]);
		return type;
	}

	/** A type whose records people make. Throws notFound, unsupported. */
	editableType(name: string): RecordTypeDescription {
		const type = this.type(name);
		if (type.editable) return type;
		throw new CrmError(
			'unsupported',
			`${type.pluralLabel} are not written as records.`,
			`Use the operations for ${type.pluralLabel.toLowerCase()}.`,
		);
	}

	user(id: string): User | undefined {
		return this.usersById.get(id);
	}

	/** Throws notFound; `where` says where the id was given: `for field "Owner"`. */
	requireUser(id: string, where: string): User {
		const user = this.usersById.get(id);
		if (user === undefined) throw notFound('user', id, this.names(), where);
		return user;
	}

	/** The people above a user, nearest first; ends where the chain ends or closes to a circle. Throws notFound. */
	supervisorsOf(id: string): User[] {
		const chain: User[] = [];
		const seen = new Set([id]);
		for (let above = this.requireUser(id, '').supervisorId; above !== null && !seen.has(above);) {
			seen.add(above);
			const supervisor = this.user(above);
			if (supervisor === undefined) break;
			chain.push(supervisor);
			above = supervisor.supervisorId;
		}
		return chain;
	}

	has(userId: string): boolean {
		return this.usersById.has(userId);
	}

	names(): string[] {
		return this.users.map(({ id, name }) => `${id} (${name})`);
	}

	stage(id: string): (Stage & { pipeline: Pipeline }) | undefined {
		for (const type of this.types.values()) {
			for (const pipeline of type.pipelines) {
				const stage = pipeline.stages.find((candidate) => candidate.id === id);
				if (stage !== undefined) return { ...stage, pipeline };
			}
		}
		return undefined;
	}
}

/** Whose phone numbers are written without a country code. */
function withCountry(type: RecordTypeDescription, country: string): RecordTypeDescription {
	return { ...type, fields: type.fields.map((field) => (field.kind === 'phone' ? { ...field, country } : field)) };
}
