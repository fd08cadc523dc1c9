/** Stands for the system where one can choose who acts. */
export const SYSTEM_ACTOR = 'system';
/** Stands for whoever is responsible for the record that the step works on. */
export const RESPONSIBLE_ACTOR = 'recordResponsible';
/** Stands for whoever made the change that started the workflow. */
export const AUTHOR_ACTOR = 'changeAuthor';

/** Who can act beside the users, as they are listed. */
export const ACTORS = [
	{ name: 'System', value: SYSTEM_ACTOR, description: 'Not limited by any role' },
	{ name: 'Responsible Person of the Record', value: RESPONSIBLE_ACTOR, description: 'Of the record that the step works on' },
	{
		name: 'Person Who Made the Change',
		value: AUTHOR_ACTOR,
		description: 'Whose change started the workflow; the system, where nobody did it by hand',
	},
];
