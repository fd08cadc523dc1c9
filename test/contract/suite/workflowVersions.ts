import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';

/** Versions of workflows, numbered by us. */
export function describeWorkflowVersions(subject: StoreSubject): void {
	describe('workflow versions', () => {
		const world = openStoreFor(subject);
		const numberOf = async (workflowId: string, fingerprint: string) =>
			await world.ledger.workflowVersions.numberOf(workflowId, fingerprint, world.clock.text);

		it('each content of a workflow gets the next number, an old content its old one; also after a restart', async () => {
			expect([await numberOf('a', 'x'), await numberOf('a', 'y'), await numberOf('a', 'x')]).toEqual([1, 2, 1]);
			expect(await numberOf('b', 'y')).toBe(1);
			await world.reopen();
			expect([await numberOf('a', 'y'), await numberOf('a', 'z'), await numberOf('a', 'x')]).toEqual([2, 3, 1]);
			expect(await world.ledger.workflowVersions.list('a')).toEqual(
				['x', 'y', 'z'].map((fingerprint, index) => ({ workflowId: 'a', fingerprint, number: index + 1, firstRunAt: world.clock.text })),
			);
			expect(await world.ledger.workflowVersions.list('c')).toEqual([]);
		});

		it('many runs that begin at once in two processes agree', async () => {
			const other = await world.openAnother();
			const ledgers = [world.ledger, other.ledger];
			const contents = ['p', 'q', 'r', 'p', 'q', 'r', 'p', 'q'];
			const numbers = await Promise.all(
				contents.map(
					async (fingerprint, index) => await ledgers[index % 2]!.workflowVersions.numberOf('race', fingerprint, world.clock.text),
				),
			);
			const stored = new Map((await world.ledger.workflowVersions.list('race')).map(({ fingerprint, number }) => [fingerprint, number]));
			expect([...stored.values()]).toEqual([1, 2, 3]);
			expect(numbers).toEqual(contents.map((fingerprint) => stored.get(fingerprint)));
		});

		it('a number that was undone is not remembered', async () => {
			const undone = world.ledger.transaction(async () => {
				await numberOf('undone', 'x');
				throw new Error('undo');
			});
			await expect(undone).rejects.toThrow('undo');
			expect([await numberOf('undone', 'y'), await numberOf('undone', 'x')]).toEqual([1, 2]);
		});
	});
}
