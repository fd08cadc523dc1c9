import { isBlank, readMoment } from '../../../model/coercion';
import type { CommentDraft } from '../../../model/comment';
import { CrmError } from '../../../model/CrmError';
import { findMentions, unclearMention } from '../../../model/mentions';
import { fillMergeFields } from '../../../model/mergeFields';
import type { NotificationDraft } from '../../../model/notification';
import type { People } from '../../../model/people';
import { refKey, titleOf, type CrmRecord, type RecordRef } from '../../../model/record';
import type { User } from '../../../model/user';
import type { WriteContext } from '../../../model/write';
import { Directory } from '../../words/directory/directory';
import { commentsOf } from '../../words/directory/optionalParts';
import type { Operation } from '../../engine/effects/Operation';
import { readMergeValues, type MergeValues } from '../../words/output/mergeValues';
import { presentComments, type CommentOutput } from '../../words/output/present';
import type { Presenter } from '../../words/output/presentRecords';
import { recordsByRef } from '../../words/reading/readRecords';
import type { Scope } from '../../engine/Scope';
import type { AddCommentInput } from './inputs';

export type AddCommentOutput = CommentOutput & {
	/** Who got a notification. */
	notified: Array<{ id: string; name: string }>;
	/** Who was mentioned and got none: no longer works here. */
	skipped: Array<{ id: string; name: string }>;
	/** What was left as text. */
	unclear: string[];
};

export interface CommentFilter {
	record?: RecordRef;
	/** Id, e-mail or name. */
	author?: string;
	/** ISO 8601, both included; without an offset in the scope's zone; a date alone means the whole day. */
	from?: string;
	until?: string;
	/** At most that many; absent: all. */
	limit?: number;
}

/**
 * The author is the actor of the write. Each person mentioned gets one notification that leads to the record. An `@` in
 * what a merge field filled in mentions nobody, because the author of the workflow did not write it. Throws notFound,
 * missingValue, invalidValue.
 */
export const addComments: Operation<AddCommentInput, AddCommentOutput> = {
	name: 'comment.add',
	writes: 'crm',
	target: ({ record, text }) => [record, text],
	preview: (comment) => ({ ...comment, id: null }),
	async perform(scope, inputs, write) {
		const comments = commentsOf(scope);
		const directory = new Directory(scope);
		const people = await directory.people();
		const records = await recordsByRef(
			scope.crm,
			inputs.map(({ record }) => record),
		);
		const texts = inputs.map(({ text }) => text);
		const mergeValues = await readMergeValues(scope, directory, [...records.values()], texts);
		const { presenter } = mergeValues;
		const drafts = inputs.map((input) => commentOf(input, records.get(refKey(input.record))!, mergeValues, people));
		const added = await comments.create(
			drafts.map(({ draft }) => draft),
			write,
		);
		const notices = drafts.flatMap(({ draft, notified }) =>
			noticesOf(draft, notified, records.get(refKey(draft.record))!, presenter, people, write),
		);
		if (notices.length > 0) await scope.companions.notifications.create(notices, write);
		const outputs = await presentComments(scope, added, directory);
		return outputs.map((output, index) => {
			const { notified, skipped, unclear } = drafts[index]!;
			return { ...output, notified: notified.map(named), skipped: skipped.map(named), unclear };
		});
	},
};

/** Newest first. Throws notFound (user), invalidValue (moment), unsupported. */
export async function listComments(scope: Scope, { record, author, from, until, limit }: CommentFilter): Promise<CommentOutput[]> {
	const directory = new Directory(scope);
	const comments = await commentsOf(scope).find({
		record,
		authorId: isBlank(author) ? undefined : (await directory.people()).resolve(author, 'Author').id,
		from: isBlank(from) ? undefined : readMoment(from, scope.timeZone, 'From', 'startOfDay').toISOString(),
		until: isBlank(until) ? undefined : readMoment(until, scope.timeZone, 'Until', 'endOfDay').toISOString(),
		limit,
	});
	return await presentComments(scope, comments, directory);
}

interface PlannedComment {
	draft: CommentDraft;
	notified: User[];
	skipped: User[];
	unclear: string[];
}

function commentOf(
	{ record: ref, text: template, mention = [], leaveUnclear = false }: AddCommentInput,
	record: CrmRecord,
	mergeValues: MergeValues,
	people: People,
): PlannedComment {
	const where = `the comment on ${recordWords(record, mergeValues.presenter)}`;
	if (isBlank(template)) throw new CrmError('missingValue', `The text of ${where} is empty.`, 'Write what the comment says.');
	const marked = fillMergeFields(template.replaceAll('@', OWN_AT), mergeValues.of({ record }), where);
	const text = marked.replaceAll(OWN_AT, '@');
	const { users, unclear } = findMentions(text, people.all, (subject) => marked[subject] === OWN_AT);
	if (!leaveUnclear && unclear.length > 0) throw unclearMention(unclear[0]!, where);
	const chosen = mention.filter((reference) => !isBlank(reference)).map((reference) => people.resolve(reference, `Mention in ${where}`));
	const mentioned = [...new Set([...users, ...chosen])];
	return {
		draft: { record: { ...ref }, text, mentionIds: mentioned.map(({ id }) => id) },
		notified: mentioned.filter(({ active }) => active),
		skipped: mentioned.filter(({ active }) => !active),
		unclear: unclear.map((left) => `@${left.text}`),
	};
}

/** Stands for an `@` of the text itself while merge fields are filled in: a sign that Unicode leaves to programs. */
const OWN_AT = '\uE040';

function noticesOf(
	{ record: link, text }: CommentDraft,
	notified: readonly User[],
	record: CrmRecord,
	presenter: Presenter,
	people: People,
	{ actor }: WriteContext,
): NotificationDraft[] {
	const author = people.nameOf(actor);
	const subject = recordWords(record, presenter);
	const lead = author === null ? `You were mentioned in a comment on ${subject}` : `${author} mentioned you in a comment on ${subject}`;
	return notified.map(({ id }) => ({ recipientId: id, record: link, text: `${lead}: ${text}` }));
}

/** `deal "Acme"` */
function recordWords(record: CrmRecord, presenter: Presenter): string {
	return `${presenter.describe(record.type).label.toLowerCase()} "${titleOf(record)}"`;
}

function named({ id, name }: User): { id: string; name: string } {
	return { id, name };
}
