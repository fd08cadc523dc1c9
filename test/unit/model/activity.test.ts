import { subjectOf } from '../../../src/model/activity';

describe('the subject of an activity that has none', () => {
	it.each([
		['Meet the customer', 'Meet the customer'],
		['\n  \r\n Meet the customer \nand bring the offer', 'Meet the customer'],
		['x'.repeat(100), `${'x'.repeat(79)}…`],
	])('%p gives %p', (description, subject) => {
		expect(subjectOf(description)).toBe(subject);
	});
});
