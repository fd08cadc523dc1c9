import { runEffects } from '../../../src/automation/engine/effects/runEffects';
import { scopeOf, type Scope } from '../../../src/automation/engine/Scope';
import { dryRunOf } from '../../../src/automation/words/output/dryRunOf';
import type { Crm } from '../../../src/crm/Crm';
import type { OutputValue } from '../../../src/model/output';
import type { ContractSubject } from '../support/ContractSubject';
import { changesSince } from '../support/feed';
import { openFor, ORIGIN } from '../support/World';
import { BYTES, resultOf, stepsFor, withoutNumbers } from './dryRunsOfOperations';

/** What only the CRM itself can tell, and so a rehearsal does not try. */
const NOT_REHEARSED: readonly string[] = [
	'merge records',
	'save filing rules',
	'save a record type',
	'save a field',
	'save a pipeline',
	'delete a pipeline',
	'save a stage',
];

/** Each operation as on a CRM that is not in the ledger's database: its dry run is a rehearsal, and it is recorded. */
export function describeRehearsals(subject: ContractSubject): void {
	describe('rehearsals of operations', () => {
		const world = openFor(subject);
		const scope = (): Scope => ({
			...scopeOf(
				{ crm: apart(world.crm), feed: world.feed, ledger: world.ledger, companions: world.companions },
				world.clock,
				'Europe/Warsaw',
			),
			files: { read: async () => BYTES },
		});

		it.each(stepsFor(subject))('%s: what is shown is what is then done', async (name, prepare) => {
			const { operation, input } = await prepare(world);
			const calls = [{ key: `rehearsed ${name}`, input, write: { origin: ORIGIN } }];
			const [rows, cursor] = [await world.countRows(), await world.feed.head()];
			const shown = await runEffects(scope(), operation, calls, dryRunOf(operation, calls));
			expect(await world.countRows()).toEqual(rows);
			expect(await changesSince(world.feed, cursor)).toEqual([]);
			const result = resultOf(await runEffects(scope(), operation, calls, 'each'));
			const changes = await changesSince(world.feed, cursor);
			if (NOT_REHEARSED.includes(name)) {
				expect(shown).toMatchObject([{ ok: false, error: { code: 'unsupported' } }]);
				return;
			}
			const { approximate, would, changes: previewed } = resultOf(shown);
			expect(withoutVersions(would)).toEqual(withoutVersions(withoutNumbers(result, would)));
			expect(previewed.map(({ event, record }) => [event, record.type]).sort()).toEqual(
				changes.map(({ kind, ref }) => [kind, ref.type]).sort(),
			);
			expect(approximate).toBe(operation.writes === 'crm' ? true : undefined);
			expect(resultOf(await runEffects(scope(), operation, calls, 'each'))).toEqual(result);
		});
	});
}

/** Only the CRM gives them. */
function withoutVersions(value: OutputValue): OutputValue {
	return JSON.parse(JSON.stringify(value, (name, part: unknown) => (name === 'version' ? undefined : part))) as OutputValue;
}

/** The same CRM, as if its data were somewhere else. */
function apart(crm: Crm): Crm {
	return new Proxy(crm, {
		get(target, name) {
			if (name === 'capabilities') return { ...target.capabilities, sharesLedger: false };
			const member = Reflect.get(target, name) as unknown;
			return typeof member === 'function' ? (member.bind(target) as unknown) : member;
		},
	});
}
