import { encode } from 'iconv-lite';
import { importFile } from '../../../src/automation/families/import/importFile';
import { importRows } from '../../../src/automation/families/records/importRows';
import { scopeOf } from '../../../src/automation/engine/Scope';
import { CrmError } from '../../../src/model/CrmError';
import type { ContractSubject } from '../support/ContractSubject';
import { switchOnWorkflow } from '../../workflow/support/triggers';
import { changesSince } from '../support/feed';
import { all, NOBODY, openFor, ORIGIN } from '../support/World';

/** A file is taken in alike, whatever the CRM: each kind of field, each row once, and again. */
export function describeImporting(subject: ContractSubject): void {
	describe('importing a file', () => {
		const world = openFor(subject);
		let step = 0;
		const scope = () => scopeOf(world, world.clock, 'Europe/Warsaw');
		const importing = async (text: string, key = `import ${++step}`) => {
			const { report, refusedRows } = await importFile(
				scope(),
				importRows,
				{
					file: { name: 'visits.csv', content: encode(text, 'win1250') },
					type: 'visit',
					columns: [],
					matching: { fields: ['externalId'], refuseRepeated: true },
					reading: {},
				},
				{ key, write: { origin: ORIGIN }, dry: false, progress: () => {} },
				(error) => (error instanceof CrmError ? error : { message: String(error), remedy: '' }),
			);
			return { report, refusedRows: refusedRows.toString() };
		};
		const visit = async (externalId: string) => {
			const [found] = await all(world.crm.find('visit', { conditions: [{ field: 'externalId', operator: 'is', value: externalId }] }));
			return found;
		};

		it('every kind of field; once more nothing changes, another value and an emptied cell do', async () => {
			const doctor = await world.user({ name: 'Łucja Żak' });
			const clinic = await world.clinic('Szpital Świętej Zofii');
			// Where changes are looked for, what was written here is told to those who do while a trigger listens.
			await switchOnWorkflow(scope());
			const cursor = await world.feed.head();
			const headings = 'External ID;Title;Note;Distance;Price;Urgent;Day;Starts at;Color;Tags;Email;Doctor;Clinic;Stage';
			const row = (note: string, price: string) =>
				`IMP-1;Wizyta;${note};1 234,5;${price};tak;31.03.2026;31.03.2026 14:30;RED;vip, new;zofia@example.com;łucja żak;Szpital Świętej Zofii;Going`;
			const { report } = await importing(`${headings}\n${row('Żółć', '€ 1.234')}\nIMP-2;Drugi;;;a lot;;;;;;;;;\n`);
			expect(report).toMatchObject({ created: 1, refused: 1, read: { encoding: 'Windows-1250' } });
			expect((await changesSince(world.feed, cursor)).map(({ kind, ref, reason }) => [kind, ref.type, reason])).toEqual([
				['created', 'visit', { kind: 'imported', file: 'visits.csv' }],
			]);
			const made = await visit('IMP-1');
			expect(made!.values).toMatchObject({
				title: 'Wizyta',
				note: 'Żółć',
				distance: 1234.5,
				price: 1234,
				urgent: true,
				day: '2026-03-31',
				startsAt: '2026-03-31T12:30:00.000Z',
				color: 'red',
				email: 'zofia@example.com',
				doctor: doctor.id,
				clinic: clinic.id,
				stage: 'visiting:going',
			});
			expect([...(made!.values['tags'] as string[])].sort()).toEqual(['new', 'vip']);
			expect((await importing(`${headings}\n${row('Żółć', '€ 1.234')}\n`)).report).toMatchObject({ unchanged: 1 });
			expect((await visit('IMP-1'))!.version).toBe(made!.version);
			expect((await importing(`${headings}\n${row('', '1.235,50')}\n`)).report).toMatchObject({ updated: 1 });
			expect((await visit('IMP-1'))!.values).toMatchObject({ note: null, price: 1235.5 });
		});

		it('a run that is repeated gives the same report, and makes nothing again', async () => {
			const file = 'External ID;Title\nREP-1;One\nREP-2;Two\n;None\n';
			const first = await importing(file, 'repeated');
			expect(first.report).toMatchObject({ created: 2, refused: 1 });
			const [one] = [await visit('REP-1')];
			await world.crm.update('visit', [{ id: one!.id, values: { title: 'Changed since' } }], NOBODY);
			expect(await importing(file, 'repeated')).toEqual(first);
			expect((await visit('REP-1'))!.values['title']).toBe('Changed since');
		});
	});
}
