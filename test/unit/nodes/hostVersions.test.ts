import { requireHost, TRIED_N8N, untriedLine, type HostVersions } from '../../../nodes/shared/hostVersions';
import { explain } from '../../../nodes/shared/errors';

const host = (more: Partial<HostVersions>): HostVersions => ({
	n8n: '2.40.7',
	node: '24.1.0',
	tried: { oldest: '1.123', newest: '2.41' },
	...more,
});
const refusal = (versions: HostVersions): string | undefined => {
	try {
		requireHost(versions);
		return undefined;
	} catch (error) {
		const { message, remedy } = explain(error);
		return `${message} ${remedy}`;
	}
};

test.each(['1.123.0', '1.123.81', '2.0.3', '2.20.12', '2.41.9', '2.42.0', '3.0.0-beta.1', undefined])('n8n %s is taken', (n8n) => {
	expect(refusal(host({ n8n }))).toBeUndefined();
});

test.each(['1.122.9', '1.9.0', '0.236.0'])('n8n %s is refused with a sentence that names both versions, and with what to do', (n8n) => {
	expect(refusal(host({ n8n }))).toBe(
		`The CRM nodes work with n8n 1.123 or newer, and this is n8n ${n8n}. Update n8n, then publish the workflow again. All data stays as it is.`,
	);
});

test.each(['20.19.5', '22.12.0'])('Node.js %s is refused, whatever the version of n8n', (node) => {
	expect(refusal(host({ node }))).toMatch(
		new RegExp(`need Node\\.js 22\\.13 or newer, and this n8n runs on Node\\.js ${node}\\. Start n8n`),
	);
});

test.each(['22.13.0', '24.0.0'])('Node.js %s is taken', (node) => {
	expect(refusal(host({ node }))).toBeUndefined();
});

test.each(['2.42.0', '3.0.1'])('n8n %s, newer than any that was tried, is told of in a line', (n8n) => {
	expect(untriedLine(host({ n8n }))).toMatch(new RegExp(`tried with n8n 1\\.123 to 2\\.41; this is n8n ${n8n}\\.`));
});

test.each(['1.123.1', '2.40.7', '2.41.99', undefined])('of n8n %s nothing is said', (n8n) => {
	expect(untriedLine(host({ n8n }))).toBeUndefined();
});

test('where these tests run all is as it should be', () => {
	expect(() => requireHost()).not.toThrow();
	expect(refusal(host({ n8n: `${TRIED_N8N.oldest}.0` }))).toBeUndefined();
});
