import { nextInTurn } from '../../../src/model/rotation';
import type { User } from '../../../src/model/user';

const people = (...ids: string[]) => ids.map((id) => ({ id, name: `User ${id}` }) as User);

test.each([
	['nobody had a turn', ['2', '10', '9'], undefined, '2'],
	['the next one', ['2', '10', '9'], '2', '9'],
	['by number, not by letter', ['2', '10', '9'], '9', '10'],
	['after the last the first', ['2', '10', '9'], '10', '2'],
	['the last one has left', ['2', '10'], '9', '10'],
	['only one is there', ['2'], '2', '2'],
	['words', ['ab', 'aa'], 'aa', 'ab'],
])('%s', (_, ids, last, next) => {
	expect(nextInTurn(people(...ids), last)?.id).toBe(next);
});

test('nobody', () => {
	expect(nextInTurn([], '1')).toBeUndefined();
});
