import { scopeOf, type Scope } from '../../../src/automation/engine/Scope';
import { checkUser } from '../../../src/automation/words/choices/checkChoices';
import { checkValues } from '../../../src/automation/words/choices/checkValues';
import { listConditionValues } from '../../../src/automation/words/conditions/conditionLists';
import { resolveConditions } from '../../../src/automation/words/conditions/resolveConditions';
import { Directory } from '../../../src/automation/words/directory/directory';
import { recordForm } from '../../../src/automation/words/forms/describeForm';
import { listUsers } from '../../../src/automation/words/forms/lists';
import { resolveValues } from '../../../src/automation/words/values/resolveValues';
import type { User } from '../../../src/model/user';
import type { ContractSubject } from '../support/ContractSubject';
import { openFor } from '../support/World';

/** Who is picked from a list is the same person wherever the CRM takes one, and in another CRM nobody else. */
export function describePickedPeople(subject: ContractSubject): void {
	describe('people picked from a list', () => {
		const world = openFor(subject);
		const scope = (): Scope => scopeOf(world, world.clock, 'Europe/Warsaw');
		const place = () => ({ scope: scope(), directory: new Directory(scope()) });
		let hired: User[];
		beforeAll(async () => {
			hired = [
				await world.user({ name: 'Iga Zima', email: 'iga@picked.example' }),
				await world.user({ name: 'Jan Nowak', email: null }),
				await world.user({ name: 'Ewa Lis', email: 'ewa@picked.example' }),
			];
		});

		it('are themselves in values, conditions and every other field', async () => {
			const people = await place().directory.people();
			const { options } = await listUsers(scope(), { size: 1000 });
			for (const user of hired) {
				const { value } = options.find(({ name }) => name === user.name)!;
				expect([people.resolve(value, 'User').id, value]).toEqual([user.id, user.email ?? `${user.name} (user ${user.id})`]);
				const form = await recordForm(scope(), 'visit', 'update');
				expect(form.find(({ id }) => id === 'responsible')!.options).toContainEqual({ name: user.name, value });
				const values = await listConditionValues(scope(), 'visit', 'responsible', { size: 1000 });
				expect(values.options).toContainEqual(expect.objectContaining({ name: user.name, value }));
				const { directory } = place();
				const visit = await directory.describe('visit');
				expect(await resolveValues(directory, visit, [{ responsible: value }], 'Europe/Warsaw')).toEqual([{ responsible: user.id }]);
				const condition = { field: 'responsible', operator: 'isOneOf' as const, value: [value] };
				expect(await resolveConditions(scope(), directory, visit, [condition])).toMatchObject([{ value: [user.id] }]);
			}
		});

		it('who is not there, or is another one under that id, is refused by name', async () => {
			const [iga] = hired as [User];
			const refusal = async (given: string, shown?: string) =>
				await checkUser(place(), { label: 'Responsible User', given, ...(shown === undefined ? {} : { shown }) }).then(
					() => undefined,
					(error: Error) => error.message,
				);
			expect(await refusal(iga.id, 'Iga Zima')).toBeUndefined();
			expect(await refusal(iga.id, 'iga  zima (inactive)')).toBeUndefined();
			expect(await refusal(iga.id)).toBeUndefined();
			expect(await refusal('iga@picked.example', 'Iga Before She Married')).toBeUndefined();
			expect(await refusal(iga.id, 'Olga Kos')).toBe(`Responsible User: Olga Kos was chosen, but user ${iga.id} is Iga Zima here.`);
			expect(await refusal('olga@elsewhere.example', 'Olga Kos')).toBe(
				'Responsible User: Olga Kos (olga@elsewhere.example) was chosen, who is not among the users here.',
			);
			expect(await refusal('olga@elsewhere.example')).toBe('User "olga@elsewhere.example" does not exist (Responsible User).');
		});

		it('values of a form: each that does not fit is told, with what is required and missing', async () => {
			const [iga] = hired as [User];
			const known = (given: unknown, shown?: string) => ({ given, unknown: false, ...(shown === undefined ? {} : { shown }) });
			const values = new Map(
				Object.entries({
					responsible: known(iga.id, 'Olga Kos'),
					notThere: { given: '={{ 1 }}', unknown: true },
					distance: known('far'),
					stage: known('no such stage'),
				}),
			);
			const findings = await checkValues(place(), { type: 'visit', values, creates: true, titlesMade: false });
			expect(findings.map(({ error }) => error.message)).toEqual([
				expect.stringContaining('Olga Kos was chosen, but user'),
				expect.stringContaining('Field "notThere" does not exist'),
				expect.stringContaining('far'),
				expect.stringContaining('no such stage'),
				expect.stringContaining('is required and has no value'),
			]);
		});
	});
}
