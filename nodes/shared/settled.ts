export type Settled<T> = { value: T } | { error: unknown };

/** What was read, or why it could not be: for those who can go on without it. */
export async function settled<T>(read: () => Promise<T>): Promise<Settled<T>> {
	try {
		return { value: await read() };
	} catch (error) {
		return { error };
	}
}
