import type { ContractSubject } from '../support/ContractSubject';
import { changesOf, changesSince } from '../support/feed';
import { expectRefusal } from '../support/refusal';
import { all, NOBODY, openFor, refOf, type World } from '../support/World';

/** The ledger's transactions, and writes of the port inside them. */
export function describeTransactions(subject: ContractSubject): void {
	const { sharesLedger } = subject.capabilities;

	describe('transactions', () => {
		const world = openFor(subject);
		const stored = async (key: string) => (await world.ledger.effects.find([key])).has(key);
		const failure = new Error('The work changed its mind.');
		const withNote = async (note: string) =>
			(await all(world.crm.find('visit', { conditions: [{ field: 'note', operator: 'is', value: note }] }))).length;

		it('gives what the work gives', async () => {
			expect(await world.ledger.transaction(async () => 'done')).toBe('done');
		});

		it('throws what the work throws, unchanged', async () => {
			await expect(world.ledger.transaction(async () => await Promise.reject(failure))).rejects.toBe(failure);
			const thrower = () => {
				throw failure;
			};
			await expect(world.ledger.transaction(async () => thrower())).rejects.toBe(failure);
		});

		it('what is committed is there, in the ledger and in the CRM', async () => {
			await world.ledger.transaction(async () => {
				await world.visit({ note: 'committed' });
				await storeEffect(world, 'committed');
			});
			expect([await withNote('committed'), await stored('committed')]).toEqual([1, true]);
		});

		it('the work sees what it wrote', async () => {
			await world.ledger.transaction(async () => {
				const record = await world.visit({ note: 'seen inside' });
				await storeEffect(world, 'seen inside');
				expect(await world.crm.get(refOf(record))).toEqual(record);
				expect([await withNote('seen inside'), await stored('seen inside')]).toEqual([1, true]);
				expect((await world.crm.match('visit', 'note', ['seen inside'])).get('seen inside')).toEqual([record.id]);
			});
		});

		it('what is rolled back was never in the ledger', async () => {
			const at = world.clock.text;
			const work = world.ledger.transaction(async () => {
				await storeEffect(world, 'undone');
				await world.ledger.subscriptions.save({
					workflowId: 'undone',
					nodeId: 'n',
					cursor: 'c',
					servedAt: at,
					workflowName: 'W',
					nodeName: 'N',
					settings: '{}',
					activatedAt: at,
				});
				await world.ledger.templates.save({ name: 'Undone', parameters: [], stages: [{ name: 's' }], tasks: [] }, at);
				await world.ledger.deliveries.add([{ workflowId: 'undone', nodeId: 'n', changeId: '1', replay: 0, recordKey: 'visit/1' }], at);
				throw failure;
			});
			await expect(work).rejects.toBe(failure);
			expect(await stored('undone')).toBe(false);
			expect(await world.ledger.subscriptions.get('undone', 'n')).toBeUndefined();
			expect((await world.ledger.templates.list()).map((template) => template.name)).not.toContain('Undone');
			expect(await world.ledger.deliveries.open('undone', 'n')).toEqual([]);
		});

		if (!sharesLedger) {
			it('a write to the CRM is not undone with the ledger, and so never promised to be', async () => {
				const work = world.ledger.transaction(async () => {
					await world.visit({ note: 'stays' });
					throw failure;
				});
				await expect(work).rejects.toBe(failure);
				expect(await withNote('stays')).toBe(1);
			});
			return;
		}

		it('a change that is rolled back is never seen, of whatever kind it is', async () => {
			const [changed, removed, user] = [await world.visit({ note: 'before' }), await world.visit(), await world.user()];
			const task = await world.task({ record: refOf(changed), responsibleId: user.id });
			const changes = await changesOf(world.feed, async () => {
				const work = world.ledger.transaction(async () => {
					const made = await world.visit({ note: 'undone' });
					await world.crm.update('visit', [{ id: changed.id, values: { note: 'undone' } }], NOBODY);
					await world.crm.remove([refOf(removed)], NOBODY);
					await world.crm.tasks.update([{ id: task.id, status: 'completed' }], NOBODY);
					await world.task({ title: 'undone', responsibleId: user.id });
					await world.crm.history.create(
						[
							{ record: refOf(changed), text: 'undone' },
							{ record: refOf(made), text: 'undone' },
						],
						NOBODY,
					);
					await world.companions.notifications.create([{ recipientId: user.id, text: 'undone' }], NOBODY);
					throw failure;
				});
				await expect(work).rejects.toBe(failure);
			});
			expect(changes).toEqual([]);
			expect(await withNote('undone')).toBe(0);
			expect(await world.crm.get(changed)).toEqual(changed);
			expect(await world.crm.get(removed)).toEqual(removed);
			expect(await world.crm.tasks.find({ responsibleId: user.id })).toEqual([task]);
			expect(await world.crm.history.find({ record: refOf(changed) })).toEqual([]);
			expect((await world.companions.notifications.find({ recipientId: user.id })) ?? []).toEqual([]);
		});

		it('an error of the CRM undoes what the work did before it, in both', async () => {
			const work = world.ledger.transaction(async () => {
				await world.visit({ note: 'before the error' });
				await storeEffect(world, 'before the error');
				await world.visit({ distance: 'far' });
			});
			await expectRefusal(work, 'invalidValue', 'distance');
			expect([await withNote('before the error'), await stored('before the error')]).toEqual([0, false]);
		});

		it('a transaction inside another joins it: one end for both', async () => {
			const nested = async (note: string, end: () => void) =>
				await world.ledger.transaction(async () => {
					await world.ledger.transaction(async () => {
						await world.ledger.transaction(async () => await world.visit({ note }));
						await storeEffect(world, note);
					});
					await world.visit({ note });
					end();
				});
			await nested('joined', () => undefined);
			expect([await withNote('joined'), await stored('joined')]).toEqual([2, true]);
			const undone = nested('joined and undone', () => {
				throw failure;
			});
			await expect(undone).rejects.toBe(failure);
			expect([await withNote('joined and undone'), await stored('joined and undone')]).toEqual([0, false]);
		});

		it('an inner transaction that fails undoes its own part; an outer one that goes on keeps the rest', async () => {
			await world.ledger.transaction(async () => {
				await world.visit({ note: 'outer' });
				const part = world.ledger.transaction(async () => {
					await world.visit({ note: 'inner' });
					await storeEffect(world, 'inner');
					throw failure;
				});
				await expect(part).rejects.toBe(failure);
				await storeEffect(world, 'outer');
			});
			expect([await withNote('outer'), await stored('outer')]).toEqual([1, true]);
			expect([await withNote('inner'), await stored('inner')]).toEqual([0, false]);
		});

		it('a refused write inside a transaction leaves nothing of itself, and the work may go on', async () => {
			const changes = await changesOf(world.feed, async () => {
				await world.ledger.transaction(async () => {
					await expectRefusal(world.visits([{ note: 'refused' }, { distance: 'far' }]), 'invalidValue', 'distance');
					await world.visit({ note: 'accepted' });
				});
			});
			expect(changes.map((change) => change.after?.['note'])).toEqual(['accepted']);
		});

		it('after a failed transaction the next one works', async () => {
			for (let round = 0; round < 5; round++) {
				await expect(world.ledger.transaction(async () => await Promise.reject(failure))).rejects.toBe(failure);
				await world.ledger.transaction(async () => await world.visit({ note: 'next one' }));
			}
			expect(await withNote('next one')).toBe(5);
		});

		it('transactions that run at the same time do not mix', async () => {
			const outcomes = await Promise.allSettled(
				Array.from(
					{ length: 12 },
					async (_, index) =>
						await world.ledger.transaction(async () => {
							await world.visit({ note: `mixed ${index}` });
							await busy(world, index % 4);
							await storeEffect(world, `mixed ${index}`);
							await busy(world, 3 - (index % 4));
							await world.visit({ note: `mixed ${index}` });
							if (index % 3 === 0) throw failure;
						}),
				),
			);
			expect(outcomes.map((outcome) => outcome.status)).toEqual(outcomes.map((_, index) => (index % 3 === 0 ? 'rejected' : 'fulfilled')));
			for (const index of outcomes.keys()) {
				const there = index % 3 !== 0;
				expect([await withNote(`mixed ${index}`), await stored(`mixed ${index}`)]).toEqual([there ? 2 : 0, there]);
			}
		});

		it('a write beside a transaction that fails is not undone with it', async () => {
			const doomed = world.ledger.transaction(async () => {
				await world.visit({ note: 'doomed' });
				await busy(world, 20);
				throw failure;
			});
			const beside = Promise.all(Array.from({ length: 5 }, async () => await world.visit({ note: 'beside' })));
			await expect(doomed).rejects.toBe(failure);
			await beside;
			expect([await withNote('doomed'), await withNote('beside')]).toEqual([0, 5]);
		});

		it('nobody sees a transaction before it is over', async () => {
			const other = await world.openAnother();
			const cursor = await world.feed.head();
			const seen: number[] = [];
			let over = false;
			const work = world.ledger
				.transaction(async () => {
					for (let round = 0; round < 10; round++) await world.visit({ note: 'unfinished' });
					await busy(world, 10);
					throw failure;
				})
				.catch((error: unknown) => error)
				.finally(() => (over = true));
			do {
				seen.push(
					await withNote('unfinished'),
					(await changesSince(world.feed, cursor)).length,
					(await changesSince(other.feed, cursor)).length,
				);
				await new Promise((resolve) => setImmediate(resolve));
			} while (!over);
			expect(await work).toBe(failure);
			expect(seen.filter((count) => count > 0)).toEqual([]);
		});

		it('what another connection writes meanwhile is not lost, nor undone', async () => {
			const other = await world.openAnother();
			const doomed = world.ledger
				.transaction(async () => {
					await world.visit({ note: 'ours' });
					await busy(world, 10);
					throw failure;
				})
				.catch((error: unknown) => error);
			const theirs = Promise.all(
				['a', 'b', 'c'].map(async (title) => await other.crm.create('visit', [{ values: { title, note: 'theirs' } }], NOBODY)),
			);
			expect(await doomed).toBe(failure);
			await theirs;
			expect([await withNote('ours'), await withNote('theirs')]).toEqual([0, 3]);
		});

		if (subject.capabilities.sharesLedger) {
			it('of two who do one step at once, one does it and the other leaves nothing behind', async () => {
				const other = await world.openAnother();
				const actors = [world, { crm: other.crm, feed: other.feed, ledger: other.ledger }];
				const changes = await changesOf(world.feed, async () => {
					const outcomes = await Promise.allSettled(
						actors.map(
							async ({ crm, ledger }, index) =>
								await ledger.transaction(async () => {
									await crm.create('visit', [{ values: { title: `by ${index}` } }], {});
									await ledger.effects.store([{ key: 'one step', fingerprint: 'f', result: String(index), at: world.clock.text }]);
								}),
						),
					);
					expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
				});
				const winner = (await world.ledger.effects.find(['one step'])).get('one step')?.result;
				expect(changes.map((change) => change.after?.['title'])).toEqual([`by ${winner}`]);
			});
		} else {
			it('an effect alone makes no change in the CRM', async () => {
				expect(
					await changesOf(
						world.feed,
						async () => await world.ledger.effects.store([{ key: 'alone', fingerprint: 'f', result: '1', at: world.clock.text }]),
					),
				).toEqual([]);
			});
		}
	});
}

async function storeEffect(world: World, key: string): Promise<void> {
	await world.ledger.effects.store([{ key, fingerprint: 'f', result: '{}', at: world.clock.text }]);
}

/** Lets others run for some turns, without waiting for anything but the database. */
async function busy(world: World, rounds: number): Promise<void> {
	for (let round = 0; round < rounds; round++) await world.ledger.effects.find(['nothing']);
}
