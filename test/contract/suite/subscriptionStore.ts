import type { StoredSubscription } from '../../../src/ledger/Ledger';
import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';

/** How far every trigger has read, and the name of the store. */
export function describeSubscriptionStore(subject: StoreSubject): void {
	describe('subscriptions', () => {
		const world = openStoreFor(subject);
		const store = () => world.ledger.subscriptions;
		const subscription = (workflowId: string, nodeId: string, cursor = 'c1'): StoredSubscription => ({
			workflowId,
			nodeId,
			cursor,
			servedAt: world.clock.text,
			workflowName: `Workflow ${workflowId}`,
			nodeName: 'CRM Trigger',
			settings: '{"event":"recordCreated"}',
			activatedAt: world.clock.text,
			servedBy: 'n8n|1|x',
			state: 'open',
			lastError: null,
			lastErrorAt: null,
		});

		it('a saved subscription is found by workflow and node, also after a restart', async () => {
			const saved = subscription('w1', 'n1');
			await store().save(saved);
			await store().save(subscription('w1', 'n2', 'other'));
			expect(await store().get('w1', 'n1')).toEqual(saved);
			await world.reopen();
			expect(await store().get('w1', 'n1')).toEqual(saved);
			expect(await store().get('n1', 'w1')).toBeUndefined();
			expect(await store().get('w1', '')).toBeUndefined();
		});

		it('saving again replaces it', async () => {
			await store().save(subscription('w2', 'n', 'old'));
			world.clock.advance();
			const later = subscription('w2', 'n', 'new');
			await store().save(later);
			expect(await store().get('w2', 'n')).toEqual(later);
		});

		it('many get one cursor, and of no others', async () => {
			const many = Array.from({ length: 50 }, (_, index) => subscription('w3', `n${index}`, `c${index}`));
			for (const each of many) await store().save(each);
			const servedAt = world.clock.advance();
			await store().moveCursors(many.slice(0, 49), 'moved', servedAt);
			for (const each of many.slice(0, 49)) expect(await store().get('w3', each.nodeId)).toEqual({ ...each, cursor: 'moved', servedAt });
			expect(await store().get('w3', 'n49')).toEqual(many[49]);
			await store().moveCursors([], 'nowhere', servedAt);
			expect(await store().get('w3', 'n49')).toEqual(many[49]);
		});

		it('a removed subscription is gone; removing it again, or moving its cursor, does not bring it back', async () => {
			await store().save(subscription('w4', 'n'));
			await store().remove('w4', 'n');
			await store().remove('w4', 'n');
			await store().moveCursors([{ workflowId: 'w4', nodeId: 'n' }], 'moved', world.clock.text);
			expect(await store().get('w4', 'n')).toBeUndefined();
		});

		it('a problem is remembered until the next one, also when the cursor moves or the settings change', async () => {
			const saved = subscription('w6', 'n');
			await store().save(saved);
			const at = world.clock.advance();
			await store().noteError(saved, 'The database is locked: "Zażółć".', at);
			const noted = { ...saved, lastError: 'The database is locked: "Zażółć".', lastErrorAt: at };
			expect(await store().get('w6', 'n')).toEqual(noted);
			await store().save({ ...saved, settings: '{}' });
			expect(await store().get('w6', 'n')).toEqual({ ...noted, settings: '{}' });
			await store().noteError({ workflowId: 'w6', nodeId: 'unknown' }, 'No.', at);
			expect(await store().get('w6', 'unknown')).toBeUndefined();
		});

		it('who serves it is known until that process leaves it; one that has left changes nothing for the next', async () => {
			const saved = subscription('w10', 'n');
			await store().save(saved);
			const at = world.clock.advance();
			await store().leave({ ...saved, servedBy: 'n8n|2|y' }, 'off', at);
			expect(await store().get('w10', 'n')).toEqual(saved);
			await store().leave({ ...saved, servedBy: 'n8n|1|x' }, 'ended', at);
			expect(await store().get('w10', 'n')).toEqual({ ...saved, servedBy: null, state: 'ended', servedAt: at });
			await store().save(saved);
			await store().leave({ ...saved, servedBy: 'n8n|1|x' }, 'off', at);
			expect(await store().get('w10', 'n')).toMatchObject({ servedBy: null, state: 'off' });
			await store().leave({ workflowId: 'w10', nodeId: 'unknown', servedBy: 'n8n|1|x' }, 'off', at);
			expect(await store().get('w10', 'unknown')).toBeUndefined();
		});

		it('one that could not be opened is there with the reason, and goes on where it stood when it can', async () => {
			const { workflowId, nodeId, workflowName, nodeName } = subscription('w11', 'new');
			const at = world.clock.advance();
			await store().refuse({ workflowId, nodeId, workflowName, nodeName, cursor: 'here' }, 'No "Zażółć".', at);
			expect(await store().get('w11', 'new')).toMatchObject({
				state: 'refused',
				cursor: 'here',
				lastError: 'No "Zażółć".',
				lastErrorAt: at,
			});
			const stood = subscription('w11', 'old', 'c7');
			await store().save(stood);
			await store().refuse({ ...stood, workflowName: 'Renamed', cursor: 'head' }, 'No.', at);
			expect(await store().get('w11', 'old')).toEqual({
				...stood,
				workflowName: 'Renamed',
				state: 'refused',
				servedBy: null,
				lastError: 'No.',
				lastErrorAt: at,
			});
			await store().save(stood);
			expect(await store().get('w11', 'old')).toMatchObject({ state: 'open', servedBy: 'n8n|1|x', cursor: 'c7' });
		});

		it('all are listed by the names of workflow and node', async () => {
			await store().save({ ...subscription('w7', 'b'), workflowName: 'Zeta', nodeName: 'B' });
			await store().save({ ...subscription('w8', 'c'), workflowName: 'alpha' });
			await store().save({ ...subscription('w7', 'a'), workflowName: 'Zeta', nodeName: 'A' });
			const listed = (await store().list()).filter(({ workflowId }) => ['w7', 'w8'].includes(workflowId));
			expect(listed.map(({ nodeId }) => nodeId)).toEqual(['c', 'a', 'b']);
			expect(listed[1]).toEqual(await store().get('w7', 'a'));
		});

		it('another connection sees where it stands', async () => {
			const other = await world.openAnother();
			const saved = subscription('w5', 'n');
			await store().save(saved);
			expect(await other.ledger.subscriptions.get('w5', 'n')).toEqual(saved);
		});

		it('the store has a name of its own: the same for all its connections and after a restart', async () => {
			const { feedId } = world.ledger;
			expect(feedId).not.toBe('');
			expect((await world.openAnother()).ledger.feedId).toBe(feedId);
			await world.reopen();
			expect(world.ledger.feedId).toBe(feedId);
			const fresh = await subject.openFresh();
			try {
				expect(fresh.backend.ledger.feedId).not.toBe(feedId);
			} finally {
				await fresh.discard();
			}
		});
	});
}
