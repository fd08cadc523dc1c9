import { usersField } from '../../fields/additional';
import { mergeText } from '../../fields/mergeText';
import { recordChoice } from '../../fields/recordChoice';
import { asList } from '../../../shared/asList';
import { missing } from '../ItemParameters';
import { writeOperation } from '../operation';
import { reachNotice } from './reachNotice';

export const notifySupervisor = writeOperation({
	operation: 'notification.notifySupervisor',
	option: {
		name: 'Notify Supervisor',
		value: 'notifySupervisor',
		action: 'Notify the supervisor',
		description: "Tell the supervisor of the record's responsible person, or chosen users, on behalf of that person",
	},
	example: {
		goal: 'When a deal is lost, tell the supervisor of the person who had it.',
		form: { text: 'The deal was lost' },
	},
	description: [
		...recordChoice(),
		mergeText({
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			required: true,
			placeholder: 'e.g. The deal was lost',
			description: 'What the supervisor should know',
		}),
		{
			displayName: 'Recipients',
			name: 'recipientChoice',
			type: 'options',
			description: 'Who is told',
			noDataExpression: true,
			default: 'supervisor',
			options: [
				{ name: 'Chosen Users', value: 'users' },
				{
					name: 'Supervisor of the Responsible Person',
					value: 'supervisor',
					description: 'The nearest one who is not away; of an employee the own supervisor; nobody to tell is no error',
				},
			],
		},
		usersField({
			displayName: 'Recipient Names or IDs',
			name: 'recipients',
			what: 'Who gets the notice',
			required: true,
			displayOptions: { show: { recipientChoice: ['users'] } },
		}),
		reachNotice,
	],
	input(item) {
		const input = { record: item.record(), text: item.requiredText('text', 'Text') };
		if (item.value('recipientChoice', 'supervisor') === 'supervisor') return input;
		const recipients = asList(item.value('recipients', []));
		if (recipients.length === 0) throw missing('Recipient Names or IDs');
		return { ...input, recipients };
	},
});
