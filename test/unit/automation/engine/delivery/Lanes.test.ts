import { Lanes } from '../../../../../src/automation/engine/delivery/Lanes';

const lanesOfTexts = (): Lanes<string> => new Lanes<string>((text) => Number(text.slice(1)));
const one = (taken: number): boolean => taken === 0;
const upTo =
	(most: number) =>
	(taken: number): boolean =>
		taken < most;

describe('lanes', () => {
	test('two items of one lane never run at the same time, and come in order', () => {
		const lanes = lanesOfTexts();
		lanes.add('a', 'a1');
		lanes.add('a', 'a2');
		expect(lanes.take(one)[0]).toBe('a1');
		expect(lanes.take(one)[0]).toBeUndefined();
		lanes.free('a');
		expect(lanes.take(one)[0]).toBe('a2');
	});

	test('items of different lanes run side by side', () => {
		const lanes = lanesOfTexts();
		lanes.add('a', 'a1');
		lanes.add('a', 'a2');
		lanes.add('b', 'b1');
		expect([lanes.take(one)[0], lanes.take(one)[0], lanes.take(one)[0]]).toEqual(['a1', 'b1', undefined]);
		expect(lanes.size).toBe(1);
	});

	test('a lane that is held gives nothing until it is free', () => {
		const lanes = lanesOfTexts();
		lanes.hold('a');
		lanes.add('a', 'a1');
		expect(lanes.take(one)[0]).toBeUndefined();
		lanes.free('a');
		expect(lanes.take(one)[0]).toBe('a1');
	});

	test('an item that comes back goes before those that came after it', () => {
		const lanes = lanesOfTexts();
		lanes.add('a', 'a1');
		lanes.add('a', 'a2');
		lanes.take(one);
		lanes.free('a');
		lanes.add('a', 'a1');
		expect(lanes.take(one)[0]).toBe('a1');
		lanes.free('a');
		expect(lanes.take(one)[0]).toBe('a2');
		expect(lanes.size).toBe(0);
	});

	test('a group takes of each free lane what comes first, in order; a lane is free when all of it is over', () => {
		const lanes = lanesOfTexts();
		for (const item of ['a1', 'b2', 'a3', 'c4', 'a5']) lanes.add(item[0]!, item);
		expect(lanes.take(upTo(4))).toEqual(['a1', 'a3', 'a5', 'b2']);
		lanes.add('a', 'a6');
		expect(lanes.take(upTo(4))).toEqual(['c4']);
		lanes.free('a');
		lanes.free('a');
		expect(lanes.take(upTo(4))).toEqual([]);
		lanes.free('a');
		expect(lanes.take(upTo(4))).toEqual(['a6']);
	});

	test('whatever the order of calls: each lane in order, one at a time, nothing lost', () => {
		let seed = 7;
		const random = (below: number): number => {
			seed = (seed * 1103515245 + 12345) % 2147483648;
			return seed % below;
		};
		const lanes = new Lanes<{ lane: string; number: number }>(({ number }) => number);
		const added = new Map<string, number>();
		const taken = new Map<string, number>();
		const busy: string[] = [];
		const step = (): void => {
			const [item] = lanes.take(one);
			if (item === undefined) return;
			expect(busy).not.toContain(item.lane);
			expect(item.number).toBe((taken.get(item.lane) ?? 0) + 1);
			taken.set(item.lane, item.number);
			busy.push(item.lane);
		};
		for (let round = 0; round < 5000; round++) {
			const lane = String(random(9));
			const what = random(3);
			if (what === 0) {
				const number = (added.get(lane) ?? 0) + 1;
				added.set(lane, number);
				lanes.add(lane, { lane, number });
			} else if (what === 1) step();
			else lanes.free(busy.splice(random(busy.length || 1), 1)[0] ?? 'none');
		}
		while (lanes.size > 0) {
			step();
			if (busy.length > 0) lanes.free(busy.shift()!);
		}
		expect(taken).toEqual(added);
	});
});
