import type { WriteContext } from '../model/write';
import type { Subjects } from './Subjects';

/** Throws notFound for an actor that the CRM does not know. */
export async function requireActor(subjects: Subjects, { actor }: WriteContext): Promise<void> {
	if (actor !== undefined) await subjects.requireUsers([{ id: actor, index: 0 }], 'as the one on whose behalf this happens');
}
