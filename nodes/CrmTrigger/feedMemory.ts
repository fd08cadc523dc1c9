import type { ITriggerFunctions } from 'n8n-workflow';

/** What the workflow's static data has of ours, by node id: a node that is renamed keeps it. */
const KEY = 'crmflow';

interface Remembered {
	/** The connection as the node names it: the choice and its credential. */
	connection: string;
	feed: string;
}

type StaticData = Partial<Record<typeof KEY, Record<string, Remembered>>>;

/**
 * The id of the feed that this trigger listened to last over the connection it names now; undefined: it never did. n8n keeps it in
 * its own database, so that it is there when ours is not.
 */
export function rememberedFeed(context: ITriggerFunctions): string | undefined {
	const { [KEY]: known } = context.getWorkflowStaticData('global') as StaticData;
	const remembered = known?.[context.getNode().id];
	return remembered?.connection === connectionName(context) ? remembered.feed : undefined;
}

/** n8n saves it after the trigger has been opened. */
export function rememberFeed(context: ITriggerFunctions, feed: string): void {
	if (rememberedFeed(context) === feed) return;
	const data = context.getWorkflowStaticData('global') as StaticData;
	data[KEY] = { ...data[KEY], [context.getNode().id]: { connection: connectionName(context), feed } };
}

/** A person who chooses another connection, or another credential, wants another database. */
function connectionName(context: ITriggerFunctions): string {
	const { parameters, credentials } = context.getNode();
	const choice = String(parameters.connection ?? '');
	return [choice, ...Object.values(credentials ?? {}).map(({ id }) => id ?? '')].join(' ');
}
