import { CrmError, type CrmErrorCode } from '../../../src/model/CrmError';

/**
 * The work is refused with a CrmError of that code. Its message names `naming` (a field by its name or its label), and
 * it says what to do, so that the reader can act.
 */
export async function expectRefusal(work: Promise<unknown>, code: CrmErrorCode, naming = ''): Promise<void> {
	const error = await work.then(
		(result) => new Error(`Not refused; it gave ${JSON.stringify(result)?.slice(0, 300)}`),
		(reason: unknown) => reason,
	);
	if (!(error instanceof CrmError)) throw error;
	const { message, remedy } = error;
	expect({ code: error.code, message, names: plain(message).includes(plain(naming)) }).toEqual({
		code,
		message: expect.stringMatching(/./),
		names: true,
	});
	expect(remedy).not.toBe('');
}

/** `Starts at` and `startsAt` are the same name. */
function plain(name: string): string {
	return name.replace(/\s/g, '').toLowerCase();
}
