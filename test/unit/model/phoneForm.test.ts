import { companyCountry } from '../../../src/crm/companyCountry';
import { keptPhones, phoneForm, PHONE_SIGNS } from '../../../src/model/phoneForm';

test.each([
	['DE', '030 123456', '+49 30 123456'],
	['DE', '+49 (0)30 123456', '0049 30 12 34 56'],
	['DE', '(030) 12-34-56', '+4930123456'],
	['DE', '030/123456 ext. 12', '+49 30 123456 x12'],
	['PL', '22 123 45 67', '+48 22 123 45 67'],
	['US', '(212) 555-0123', '+1 212-555-0123'],
	['US', '1 212 555 0123', '212.555.0123'],
	['US', '011 49 30 123456', '+49 30 123456'],
	['RU', '8 (495) 123-45-67', '+7 495 1234567'],
	['IT', '06 1234 5678', '+39 06 12345678'],
	['SE', '070-123 45 67', '+46 70 123 45 67'],
	['DE', 'tel: +49 30 123456', '+49 30 123456'],
])('in %s %s is %s, for us and for a database', (country, one, other) => {
	expect(phoneForm(one, country)).toBe(phoneForm(other, country));
	const bare = (text: string) => PHONE_SIGNS.reduce((rest, sign) => rest.replaceAll(sign, ''), text.toLowerCase().replace(/^tel:/, ''));
	for (const kept of [one, other]) expect(keptPhones(phoneForm(one, country), country)).toContain(bare(kept));
});

test.each([
	['DE', '030 123456', '040 123456'],
	['DE', '030 123456', '+48 30 123456'],
	['DE', '+49 30 123456', '+49 30 123456 x12'],
	[undefined, '030 123456', '+49 30 123456'],
	['US', '4930123456', '+49 30 123456'],
])('in %s %s is not %s', (country, one, other) => {
	expect(phoneForm(one, country)).not.toBe(phoneForm(other, country));
	for (const kept of keptPhones(phoneForm(one, country), country)) expect(phoneForm(kept, country)).toBe(phoneForm(one, country));
});

test('what can be no number is compared without the signs between', () => {
	expect(phoneForm('Ext 5', 'DE')).toBe(phoneForm('ext-5', 'DE'));
	expect(keptPhones(phoneForm('Ext 5', 'DE'), 'DE')).toEqual(['ext5']);
});

test('the country of the company is that of the environment', () => {
	expect(companyCountry({ CRMFLOW_COUNTRY: ' de ' })).toBe('DE');
	expect(companyCountry({ GENERIC_TIMEZONE: 'Europe/Berlin' })).toBeUndefined();
	expect(() => companyCountry({ CRMFLOW_COUNTRY: 'Germany' })).toThrow('CRMFLOW_COUNTRY is "Germany"');
});
