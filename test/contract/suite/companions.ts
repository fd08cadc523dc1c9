import type { Permission } from '../../../src/model/permissions';
import type { ContractSubject } from '../support/ContractSubject';
import { expectRefusal } from '../support/refusal';
import { NOBODY, only, openFor, refOf } from '../support/World';

/** What companions promise where the CRM is not in their database. */
export function describeStandingAlone(subject: ContractSubject): void {
	if (subject.capabilities.sharesLedger) return;
	describe('companions beside a CRM', () => {
		const world = openFor(subject);

		it('what was made under a key of ours is found by it', async () => {
			const recipientId = (await world.user()).id;
			const { notifications, projects } = world.companions;
			const notice = only(await notifications.create([{ recipientId, text: 'Keyed' }], { key: 'notice.0' }));
			await notifications.create([{ recipientId, text: 'Not keyed' }], NOBODY);
			const { id: templateId, version: templateVersion } = await world.ledger.templates.save(
				{ name: world.name('Template'), parameters: [], stages: [{ name: 'Only' }], tasks: [] },
				world.clock.text,
			);
			const draft = { name: 'Keyed', templateId, templateVersion, record: null, parameters: {}, startedBy: null };
			const project = only(await projects.create([draft], { key: 'project.0' }));
			expect(await notifications.findByKey!(['notice.0', 'notice.1', 'project.0'])).toEqual(new Map([['notice.0', notice]]));
			expect(await projects.findByKey!(['project.0', 'notice.0'])).toEqual(new Map([['project.0', project]]));
		});

		it('they name another record when two become one', async () => {
			const [gone, kept, stranger] = await world.visits([{}, {}, {}]);
			const recipientId = (await world.user()).id;
			const about = [gone!, gone!, stranger!].map((record) => ({ recipientId, text: 'Look', record: refOf(record) }));
			await world.companions.notifications.create(about, NOBODY);
			const relinked = await world.companions.relink([refOf(gone!)], refOf(kept!), NOBODY);
			expect(relinked).toEqual({ notifications: 2, projects: 0 });
			expect(await world.companions.notifications.find({ record: refOf(kept!) })).toHaveLength(2);
			expect(await world.companions.notifications.find({ record: refOf(gone!) })).toEqual([]);
			expect(await world.companions.notifications.find({ record: refOf(stranger!) })).toHaveLength(1);
		});

		it('of a role nothing is known until somebody says what it allows', async () => {
			const { permissions } = world.companions;
			const sees: Permission = { recordType: 'visit', allowed: ['see'], ownOnly: true };
			expect(await permissions.of('agent')).toBe('unknown');
			expect(await permissions.of(null)).toBe('unknown');
			await permissions.save('agent', [sees]);
			await world.reopen();
			expect(await world.companions.permissions.of('agent')).toEqual([sees]);
			expect(await world.companions.permissions.of('manager')).toBe('unknown');
			await world.companions.permissions.save('agent', undefined);
			expect(await world.companions.permissions.of('agent')).toBe('everything');
			await expectRefusal(world.companions.permissions.save('astronaut', [sees]), 'notFound', 'astronaut');
			await expectRefusal(world.companions.permissions.save('agent', [{ ...sees, recordType: 'spaceship' }]), 'notFound', 'spaceship');
			await expectRefusal(world.companions.permissions.save('agent', []), 'invalidValue', 'agent');
			expect(await world.companions.permissions.of('agent')).toBe('everything');
		});
	});
}
