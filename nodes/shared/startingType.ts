import type { INodeProperties } from 'n8n-workflow';
import { EVENT_NAMES, fixedType } from '../../src/model/triggers';

/**
 * The type that a trigger with this form tells the steps behind it; empty where only a run knows it. The expression below says the
 * same to the editor.
 */
export function startingTypeOf(event: string, recordType: string): string {
	return fixedType(event) !== undefined || recordType === 'task' || recordType.startsWith('=') ? '' : recordType;
}

/** What n8n calls the CRM Triggers of a workflow. When one gets another name, n8n writes that name into the expression. */
const TRIGGER_NAMES = ['CRM Trigger', ...Array.from({ length: 9 }, (_, index) => `CRM Trigger${index + 1}`)];

/** Events whose record type is not chosen. What starts with a task goes on with the record of the task, of whatever type. */
const UNKNOWN_EVENTS = EVENT_NAMES.filter((name) => fixedType(name) !== undefined);

/**
 * Tells the type from the form of the CRM Trigger in front, which the editor knows before anything has run; where there is none
 * of that name, from the item that reached the step. n8n asks us for lists without saying what stands in front, but it fills in
 * the expressions of the form first: so this one goes with every question. It must never fail, or the lists stay empty, and may
 * not contain two closing braces in a row, which would end it.
 */
const EXPRESSION = `={{ (() => {
	const known = (type) => (typeof type === 'string' && type !== '' && type[0] !== '=' && type !== 'task' ? type : '');
	const watchedBy = (trigger) => {
		try {
			const form = trigger().params;
			try {
				const item = trigger().item;
			} catch (error) {
				if (error.context?.type === 'paired_item_no_connection') return '';
			}
			if (${JSON.stringify(UNKNOWN_EVENTS)}.includes(form.event)) return '';
			return known(form.recordType === undefined ? 'deal' : (form.recordType?.value ?? form.recordType));
		} catch (error) {
			return '';
		}
	};
	const ofItem = () => {
		try {
			const item = $json;
			const record = item.record ?? item;
			return known(record.updatedAt === undefined && item.masterId === undefined ? '' : record.type);
		} catch (error) {
			return '';
		}
	};
	return (
		${TRIGGER_NAMES.map((name) => `watchedBy(() => $('${name}'))`).join(' ||\n\t\t')} ||
		ofItem()
	);
})() }}`;

/**
 * The type of the record that the workflow is about; empty where the form must ask for it. It is not shown, and read by `formType`
 * while a person fills in the form: a run takes the type from the record itself.
 */
export const startingTypeField: INodeProperties = {
	displayName: 'Type of the Starting Record',
	name: 'startingType',
	type: 'hidden',
	default: EXPRESSION,
	description: 'Type of the record that starts the workflow, for the lists of the form',
};
