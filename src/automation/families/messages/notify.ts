import { isBlank } from '../../../model/coercion';
import { CrmError } from '../../../model/CrmError';
import type { HistoryDraft } from '../../../model/history';
import { fillMergeFields } from '../../../model/mergeFields';
import type { NotificationDraft } from '../../../model/notification';
import { refKey } from '../../../model/record';
import type { User } from '../../../model/user';
import { Directory } from '../../words/directory/directory';
import type { Operation } from '../../engine/effects/Operation';
import { lastKnownRecords } from '../../words/reading/lastKnownRecords';
import { readMergeValues } from '../../words/output/mergeValues';
import type { Output } from '../../../model/output';
import { presentNotifications, type NotificationOutput } from '../../words/output/present';
import { addressesOf } from './addresses';
import type { NotifyPeopleInput } from './inputs';

export type NotifyPeopleOutput = Output & {
	/** As it was sent. */
	text: string;
	/** Of those who were told: for a mail node. */
	emails: string;
	/** Who was told. */
	notified: Array<{ id: string; name: string }>;
	/** Who was not: no longer works here. */
	skipped: Array<{ id: string; name: string }>;
	notifications: NotificationOutput[];
	/** Why nobody was told; null when somebody was. */
	reason: string | null;
};

/**
 * Tells users and everybody in groups, each person once. When nobody is left to tell, the record's history gets a
 * warning that says why, and the step does not fail. Throws notFound, missingValue, invalidValue (merge field).
 */
export const notifyPeople: Operation<NotifyPeopleInput, NotifyPeopleOutput> = {
	name: 'notification.notify',
	writes: 'crm',
	target: ({ record, users, groups }) => [record ?? null, users ?? null, groups ?? null],
	preview: (result) => ({ ...result, notifications: result.notifications.map((notification) => ({ ...notification, id: null })) }),
	async perform(scope, inputs, write) {
		const notifications = scope.companions.notifications;
		const directory = new Directory(scope);
		const records = await lastKnownRecords(
			scope,
			inputs.flatMap(({ record }) => (record === undefined ? [] : [record])),
		);
		const texts = inputs.map(({ text }) => text);
		const mergeValues = await readMergeValues(scope, directory, [...records.values()], texts);
		const drafts: NotificationDraft[] = [];
		const warnings: HistoryDraft[] = [];
		const plans: Array<Audience & { text: string }> = [];
		for (const input of inputs) {
			if (isBlank(input.text)) throw new CrmError('missingValue', 'The notification has no text.', 'Write what people should read.');
			const record = input.record === undefined ? undefined : records.get(refKey(input.record))!;
			const text = fillMergeFields(input.text, mergeValues.of({ record }), 'the text of the notification');
			const audience = await audienceOf(directory, input);
			plans.push({ ...audience, text });
			// A notice cannot lead to a record that is gone, and nothing can be noted in its history.
			const link = record === undefined || record.deleted ? null : { type: record.type, id: record.id };
			drafts.push(...audience.recipients.map((user) => ({ recipientId: user.id, text, record: link })));
			if (audience.reason !== null && link !== null)
				warnings.push({
					record: link,
					type: 'warning',
					userId: null,
					text: `Nobody was notified: ${audience.reason} The text was: ${text}`,
				});
		}
		const sent = drafts.length === 0 ? [] : await notifications.create(drafts, write);
		if (warnings.length > 0) await scope.crm.history.create(warnings, write);
		const presented = await presentNotifications(scope, sent, directory);
		let next = 0;
		return plans.map(({ recipients, skipped, text, reason }) => ({
			text,
			emails: addressesOf(recipients),
			notified: recipients.map(named),
			skipped: skipped.map(named),
			notifications: presented.slice(next, (next += recipients.length)),
			reason,
		}));
	},
};

interface Audience {
	recipients: User[];
	skipped: User[];
	reason: string | null;
}

async function audienceOf(directory: Directory, { users = [], groups = [] }: NotifyPeopleInput): Promise<Audience> {
	const people = await directory.people();
	const chosen = new Set(users.filter((reference) => !isBlank(reference)).map((reference) => people.resolve(reference, 'Recipient')));
	const names: string[] = [];
	for (const group of groups.filter((name) => !isBlank(name))) {
		const name = await directory.group(group);
		names.push(name);
		for (const user of people.all) if (user.groups.includes(name)) chosen.add(user);
	}
	if (chosen.size === 0 && names.length === 0)
		throw new CrmError('missingValue', 'The notification has no recipients.', 'Choose users, groups or both.');
	const recipients = [...chosen].filter((user) => user.active);
	const skipped = [...chosen].filter((user) => !user.active);
	return { recipients, skipped, reason: recipients.length > 0 ? null : reasonFor(skipped, names) };
}

function reasonFor(skipped: readonly User[], groups: readonly string[]): string {
	if (skipped.length > 0) return `${skipped.map(({ name }) => name).join(', ')} no longer work here.`;
	return `Nobody is in ${groups.map((name) => `"${name}"`).join(', ')}.`;
}

function named({ id, name }: User): { id: string; name: string } {
	return { id, name };
}
