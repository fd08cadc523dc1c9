import type { Values } from './record';

/** A person who works in the CRM. The record type `user`: changes of users are in the feed like any other. */
export interface User {
	id: string;
	name: string;
	email: string | null;
	/** The person above; null at the top. */
	supervisorId: string | null;
	/** Role name, e.g. `manager`. */
	role: string | null;
	/** Names of the groups the user belongs to. */
	groups: string[];
	/** False: left the company; gets nothing any more. */
	active: boolean;
	/** Away from that day to that day, both included (`YYYY-MM-DD`); null: not away. */
	absentFrom: string | null;
	absentUntil: string | null;
	/** Custom fields, e.g. a monthly result. */
	values: Values;
}

export type UserDraft = Pick<User, 'name'> & Partial<Omit<User, 'id' | 'name'>>;

/** What a user has of which the draft says nothing. */
export const UNSAID_OF_USER: Readonly<Omit<User, 'id' | 'name'>> = {
	email: null,
	supervisorId: null,
	role: null,
	groups: [],
	active: true,
	absentFrom: null,
	absentUntil: null,
	values: {},
};

/** Only what is to change. */
export type UserUpdate = Pick<User, 'id'> & Partial<UserDraft>;
