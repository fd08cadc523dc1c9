/** The record types of the things that parts of the port, and the companions, keep. */
export const TYPE_OF_PART: Readonly<Record<string, string>> = {
	users: 'user',
	tasks: 'task',
	history: 'history',
	notifications: 'notification',
	projects: 'project',
	comments: 'comment',
	activities: 'activity',
	documents: 'document',
};

/** What people say is in no feed. */
export const IN_NO_FEED: ReadonlySet<string> = new Set(['history', 'notification', 'comment']);
