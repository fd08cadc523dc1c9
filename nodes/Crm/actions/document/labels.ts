import type { INodeProperties } from 'n8n-workflow';
import { wordField } from '../../../shared/wordField';

type Label = Pick<INodeProperties, 'description'> & {
	required?: boolean;
	/** Of the documents there are, not a new one. */ known?: boolean;
};

/** Read as text. */
export function sectionField(label: Label): INodeProperties {
	return wordField({ displayName: 'Section', name: 'section', method: 'searchSections', placeholder: 'e.g. Contracts', ...label });
}

/** Read as text. */
export function kindField(label: Label): INodeProperties {
	return wordField({ displayName: 'Kind', name: 'kind', method: 'searchDocumentKinds', placeholder: 'e.g. contract', ...label });
}
