import { CrmError } from '../../../src/model/CrmError';
import { HalfDone, oneByOne } from '../../../src/model/oneByOne';

const refusal = new CrmError('invalidValue', 'C is no name.', 'Give another.');
const write = async (name: string) => (name === 'C' ? await Promise.reject(refusal) : name.toLowerCase());

test('what the writes give comes in their order', async () => {
	expect(await oneByOne(['A', 'B'], write)).toEqual(['a', 'b']);
	expect(await oneByOne([], write)).toEqual([]);
});

test('one that is refused after others says which it is, and what is done and stays', async () => {
	const error: unknown = await oneByOne(['A', 'B', 'C', 'D'], write).catch((reason: unknown) => reason);
	expect(error).toBeInstanceOf(HalfDone);
	expect(error).toMatchObject({
		code: 'invalidValue',
		message: 'C is no name. The 2 before it are done and stay.',
		remedy: 'Give another.',
		index: 2,
		done: ['a', 'b'],
		cause: refusal,
	});
	await expect(oneByOne(['A', 'C'], write)).rejects.toThrow('C is no name. The one before it is done and stays.');
});

test('where the first is refused nothing is done', async () => {
	const error: unknown = await oneByOne(['C', 'D'], write).catch((reason: unknown) => reason);
	expect(error).not.toBeInstanceOf(HalfDone);
	expect(error).toMatchObject({ code: 'invalidValue', message: 'C is no name.', index: 0 });
});

test('a CRM that is away says so, of whichever of them, and what has no words of ours stays as it is', async () => {
	const away = new CrmError('unavailable', 'It does not answer.', 'Try later.');
	await expect(oneByOne(['A'], async () => await Promise.reject(away))).rejects.toBe(away);
	const bug = new TypeError('no');
	await expect(oneByOne(['A'], async () => await Promise.reject(bug))).rejects.toBe(bug);
});
