import { isBlank } from '../../../model/coercion';
import type { RecordRef } from '../../../model/record';
import { Directory } from '../../words/directory/directory';
import type { Operation } from '../../engine/effects/Operation';
import type { Output } from '../../../model/output';
import { presentNotifications, type NotificationOutput } from '../../words/output/present';
import type { Scope } from '../../engine/Scope';
import type { MarkReadInput } from './inputs';
import { plainText } from '../../../model/plainText';

export interface NotificationFilter {
	/** Id, e-mail or name. */
	recipient?: string;
	record?: RecordRef;
	unreadOnly?: boolean;
	/** Part of the text. */
	textContains?: string;
	/** At most that many; absent: all. */
	limit?: number;
}

/**
 * `marked`: how many were unread until now; `reason`: why none was, null when one was. Of one notification all its fields too, of
 * an inbox whose it is.
 */
export type MarkReadOutput = Output & { marked: number; reason: string | null };

/** What was read already stays as it is. Throws notFound. */
export const markNotificationsRead: Operation<MarkReadInput, MarkReadOutput> = {
	name: 'notification.markRead',
	writes: 'crm',
	target: (input) => (input.kind === 'one' ? [input.notification] : [null, input.recipient]),
	async perform(scope, inputs, write) {
		const { notifications } = scope.companions;
		const directory = new Directory(scope);
		const outputs: MarkReadOutput[] = [];
		for (const input of inputs) {
			if (input.kind === 'one') {
				const marked = await notifications.markRead([input.notification], write);
				const [output] = await presentNotifications(scope, marked.notifications, directory);
				outputs.push({ ...output!, marked: marked.count, reason: marked.count > 0 ? null : 'The notification was read already.' });
			} else {
				const { id, name } = (await directory.people()).resolve(input.recipient, 'Recipient');
				const marked = await notifications.markAllRead(id, write);
				const reason = marked > 0 ? null : `${name} has no unread notification.`;
				outputs.push({ recipient: name, recipientId: id, marked, reason });
			}
		}
		return outputs;
	},
};

/** Newest first. */
export async function listNotifications(scope: Scope, filter: NotificationFilter): Promise<NotificationOutput[]> {
	const { recipient, textContains, ...query } = filter;
	const directory = new Directory(scope);
	const recipientId = isBlank(recipient) ? undefined : (await directory.people()).resolve(recipient, 'Recipient').id;
	return await presentNotifications(
		scope,
		await scope.companions.notifications.find({
			...query,
			recipientId,
			search: isBlank(textContains) ? undefined : plainText(textContains),
		}),
		directory,
	);
}
