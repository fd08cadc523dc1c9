/** Which record a step works on: see recordChoice. */
export type RecordSource =
	/** The record that started the workflow or, without one, the record that the item is. */
	| 'trigger'
	/** Of a workflow that CRM Trigger starts, the record; otherwise all. */
	| 'triggerOrAll'
	/** The one to keep of a group that Find Duplicates found; without a group, as `trigger`. */
	| 'found'
	/** One that is chosen in the form. */
	| 'choose'
	/** No record, or all. */
	| 'none';

/** With these the record type is always chosen in the form. */
export const CHOSEN_TYPE_SOURCES: ReadonlySet<string> = new Set<RecordSource>(['choose', 'none']);

/** Fields of the form that say which record type it is about: a list that depends on the type is asked for again when one changes. */
export const TYPE_DEPENDENCIES = ['recordType.value', 'recordSource', 'startingType'];
