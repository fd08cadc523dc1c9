import type { CrmError } from '../../../model/CrmError';
import type { Scope } from '../../engine/Scope';
import type { Directory } from '../directory/directory';

/** What a form was set to, once for all items: picked from a list or typed, but no expression. */
export interface Choice {
	/** What the form calls the field. */
	label: string;
	given: string;
	/** The name that the list showed for it when it was picked; absent where it was typed, or no name was kept. */
	shown?: string;
	/** Record type that the form is about, where it is known and there. */
	type?: string;
	/** Pipeline chosen beside it. */
	pipeline?: string;
}

/** The CRM that the step works with. */
export interface Place {
	scope: Scope;
	directory: Directory;
}

/** Whether there is what was chosen, and whether it is still the same. Throws notFound, invalidValue, forbidden. */
export type ChoiceCheck = (place: Place, choice: Choice) => Promise<void>;

/** Something that a step cannot work with. */
export interface Finding {
	/** What the form calls the field; absent where it is about the step as a whole. */
	label?: string;
	error: CrmError;
}
