import type { NotificationDraft } from '../../../model/notification';
import { isBlank } from '../../../model/coercion';
import { CrmError } from '../../../model/CrmError';
import type { HistoryDraft } from '../../../model/history';
import { refKey, type CrmRecord } from '../../../model/record';
import type { User } from '../../../model/user';
import { Directory } from '../../words/directory/directory';
import type { Operation } from '../../engine/effects/Operation';
import { lastKnownRecords } from '../../words/reading/lastKnownRecords';
import type { Output } from '../../../model/output';
import { presentNotifications, type NotificationOutput } from '../../words/output/present';
import type { Scope } from '../../engine/Scope';
import { recordSupervisor, responsibleOf } from '../../words/directory/supervisors';
import { addressesOf } from './addresses';
import type { NotifySupervisorInput } from './inputs';

export type NotifyOutput = Output & {
	/** As it was sent. */
	text: string;
	/** Of those who were told: for a mail node. */
	emails: string;
	/** Who was told. */
	notified: Array<{ id: string; name: string }>;
	notifications: NotificationOutput[];
	/** Why nobody was told; null when somebody was. */
	reason: string | null;
};

/**
 * Sent on behalf of the record's responsible person. When there is nobody to tell, the record's history gets a warning
 * that says why, and the step does not fail.
 */
export const notifySupervisors: Operation<NotifySupervisorInput, NotifyOutput> = {
	name: 'notification.notifySupervisor',
	writes: 'crm',
	target: ({ record, recipients }) => [record, recipients ?? null],
	preview: (result) => ({ ...result, notifications: result.notifications.map((notification) => ({ ...notification, id: null })) }),
	async perform(scope, inputs, write) {
		const notifications = scope.companions.notifications;
		const directory = new Directory(scope);
		const records = await lastKnownRecords(
			scope,
			inputs.map((input) => input.record),
		);
		const drafts: NotificationDraft[] = [];
		const warnings: HistoryDraft[] = [];
		const plans: Array<{ recipients: User[]; text: string; reason: string | null }> = [];
		for (const { record: ref, text, recipients: chosen } of inputs) {
			if (isBlank(text))
				throw new CrmError('missingValue', `The notification about ${refKey(ref)} has no text.`, 'Write what the supervisor should read.');
			const record = records.get(refKey(ref))!;
			const plan = await recipientsFor(scope, directory, record, chosen);
			plans.push({ ...plan, text });
			const senderId = responsibleOf(record);
			// A notice cannot lead to a record that is gone, and nothing can be noted in its history.
			const link = record.deleted ? null : ref;
			drafts.push(...plan.recipients.map((user) => ({ recipientId: user.id, senderId, text, record: link })));
			if (plan.reason !== null && !record.deleted)
				warnings.push({ record: ref, type: 'warning', userId: null, text: `Nobody was notified: ${plan.reason} The text was: ${text}` });
		}
		const sent = drafts.length === 0 ? [] : await notifications.create(drafts, write);
		if (warnings.length > 0) await scope.crm.history.create(warnings, write);
		const presented = await presentNotifications(scope, sent, directory);
		let next = 0;
		return plans.map(({ recipients, text, reason }) => ({
			text,
			emails: addressesOf(recipients),
			notified: recipients.map(({ id, name }) => ({ id, name })),
			notifications: presented.slice(next, (next += recipients.length)),
			reason,
		}));
	},
};

async function recipientsFor(
	scope: Scope,
	directory: Directory,
	record: CrmRecord,
	chosen: readonly string[] | undefined,
): Promise<{ recipients: User[]; reason: string | null }> {
	if (chosen === undefined || chosen.length === 0) {
		const supervisor = await recordSupervisor(scope, record, directory);
		return supervisor.user === null ? { recipients: [], reason: supervisor.reason } : { recipients: [supervisor.user], reason: null };
	}
	const people = await directory.people();
	const users = [...new Set(chosen.map((reference) => people.resolve(reference, 'Recipient')))];
	const recipients = users.filter((user) => user.active);
	return { recipients, reason: recipients.length > 0 ? null : `${users.map((user) => user.name).join(', ')} no longer work here.` };
}
