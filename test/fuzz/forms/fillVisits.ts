import type { Scope } from '../../../src/automation/engine/Scope';
import type { FillWorld, World } from '../worlds/World';
import { defineByEditor, TEST_SCHEMA } from '../../contract/support/schema';

/** The company's country, whose phone numbers need no country code: see lookalikes. */
const COUNTRY = 'DE';

export const DOCTORS = ['Anna Berg', 'Zoë Łukasz', 'Émile Σωκράτης', 'Иван Петров'] as const;
export const CLINICS = ['Acme GmbH', 'Łódź Clinic', 'Ärzte am Platz', 'Clinique de l’Étoile', '東京 Hospital'] as const;

/** A CRM of a German company, in the database that `open` opens. */
export async function openFormsWorld(open: (fill: FillWorld) => Promise<World>): Promise<World> {
	const before = process.env.CRMFLOW_COUNTRY;
	process.env.CRMFLOW_COUNTRY = COUNTRY;
	const world = await open(fillVisits);
	return {
		...world,
		async close() {
			await world.close();
			if (before === undefined) delete process.env.CRMFLOW_COUNTRY;
			else process.env.CRMFLOW_COUNTRY = before;
		},
	};
}

/** A type with a field of every kind, and what its fields name: people and other records. */
async function fillVisits({ crm }: Scope): Promise<void> {
	await defineByEditor(crm, TEST_SCHEMA);
	await crm.users.create!(
		DOCTORS.map((name, index) => ({ name, email: emailOf(index), groups: [] })),
		{},
	);
	await crm.create(
		'clinic',
		CLINICS.map((title) => ({ values: { title } })),
		{},
	);
}

export function emailOf(doctor: number): string {
	return `doctor${doctor}@clinic.example`;
}
