import type { INodeProperties } from 'n8n-workflow';
import type { Change } from '../../../src/model/change';
import type { TriggerFilter } from '../../../src/model/triggers';
import { ScratchCopy } from './ScratchCopy';

/** What the copy gives to the test. */
interface Copied {
	triggerFilter(read: (name: string, fallback: unknown) => unknown): TriggerFilter;
	firstMismatch(change: Change, filter: TriggerFilter): string | undefined;
	triggerWords(filter: TriggerFilter, description: undefined): string;
	eventField: INodeProperties;
	eventFields(): INodeProperties[];
	why(change: Change, filter: TriggerFilter): string;
}

const EXPORTED = `
export { triggerFilter } from './nodes/CrmTrigger/filter';
export { firstMismatch } from './src/model/triggers/matching';
export { triggerWords } from './src/automation/families/processes/triggerWords';
export { eventField, eventFields } from './nodes/CrmTrigger/eventFields';
import type { Change } from './src/model/change';
import { eventOf, type TriggerFilter } from './src/model/triggers';
import { firstMismatch } from './src/model/triggers/matching';
const handedOver = { event: 'handedOver', recordType: 'deal', fromSomebody: true } satisfies TriggerFilter;
export const why = (change: Change, filter: TriggerFilter = handedOver) =>
	eventOf(filter.event).why[firstMismatch(change, filter)!](change, filter, undefined as never);
`;

/** Who adds an event as CONTRIBUTING.md says has an event that works, and has touched nothing else. */
let copy: ScratchCopy;
let copied: Copied;
beforeAll(async () => {
	copy = ScratchCopy.following('A new event');
	copied = (await import(copy.bundle(EXPORTED))) as Copied;
}, 120_000);
afterAll(() => copy?.remove());

const change: Change = {
	id: '1',
	ref: { type: 'deal', id: '1' },
	kind: 'updated',
	at: '2026-03-02T09:00:00.000Z',
	changed: ['responsible'],
	before: { responsible: '1' },
	after: { responsible: '2' },
};

test('there are two places, and TypeScript has nothing against them', () => {
	expect(copy.touched).toEqual(['src/model/triggers/handedOver.ts', 'src/model/triggers/eventList.ts']);
	expect(copy.typeErrors(EXPORTED)).toEqual([]);
}, 120_000);

test('it is offered, read, matched and explained', () => {
	expect(copied.eventField.options).toContainEqual(expect.objectContaining({ name: 'Record Handed Over', value: 'handedOver' }));
	expect(copied.eventFields()).toContainEqual(
		expect.objectContaining({ name: 'fromSomebody', type: 'boolean', displayOptions: { show: { event: ['handedOver'] } } }),
	);
	const set: Record<string, unknown> = { event: 'handedOver', recordType: { mode: 'list', value: 'deal' }, fromSomebody: true };
	const filter = copied.triggerFilter((name, fallback) => set[name] ?? fallback);
	expect(filter).toMatchObject({ event: 'handedOver', recordType: 'deal', fromSomebody: true });
	expect(copied.triggerWords(filter, undefined)).toBe('deal: handed over');

	expect(copied.firstMismatch(change, filter)).toBeUndefined();
	expect(copied.firstMismatch({ ...change, changed: ['title'] }, filter)).toBe('sameResponsible');
	expect(copied.firstMismatch({ ...change, kind: 'created' }, filter)).toBe('notUpdated');
	expect(copied.why({ ...change, before: { responsible: null } }, filter)).toBe('Nobody was responsible for it before.');
});
