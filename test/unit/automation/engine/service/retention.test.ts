import { retentionBounds } from '../../../../../src/automation/engine/service/retention';
import { refusal } from '../../office';

const now = new Date('2026-07-01T12:00:00Z');
const bounds = (days?: string) => retentionBounds(now, days === undefined ? {} : { CRMFLOW_RETENTION_DAYS: days });

describe('how long things are kept', () => {
	test.each([undefined, '', ' '])('30 days, effects 180, unless something is set (%j)', (given) => {
		expect(bounds(given)).toEqual({ changesBefore: '2026-06-01T12:00:00.000Z', effectsBefore: '2026-01-02T12:00:00.000Z' });
	});

	test('a shorter time does not shorten that of effects, a longer one lengthens it', () => {
		expect(bounds('7')).toEqual({ changesBefore: '2026-06-24T12:00:00.000Z', effectsBefore: '2026-01-02T12:00:00.000Z' });
		expect(bounds(' 365 ')).toEqual({ changesBefore: '2025-07-01T12:00:00.000Z', effectsBefore: '2025-07-01T12:00:00.000Z' });
	});

	test('0 keeps everything', () => {
		expect(bounds('0')).toBeUndefined();
	});

	test.each(['-1', '1.5', 'a month', '99999', '1e3'])('%j is refused, and nothing is removed', (given) => {
		expect(() => bounds(given)).toThrow(refusal('invalidValue', 'CRMFLOW_RETENTION_DAYS', given) as Error);
	});
});
