import { isEmpty } from '../../../model/conditions';
import { OPERATOR_WORDS } from '../../../model/operators';
import type { OutputValue } from '../../../model/output';
import type { Condition } from '../../../model/query';
import type { FieldValue } from '../../../model/record';
import type { ChangeWords } from '../../../model/triggers/TriggerEvent';
import type { Presenter } from '../output/presentRecords';
import { numberText } from '../../../model/numberText';

/** "Amount is greater than 1000" */
export function conditionText({ field, operator, value }: Condition, words: Words): string {
	const wanted =
		value === undefined
			? ''
			: ` ${[value]
					.flat()
					.map((part) => words.value(field, part))
					.join(operator === 'between' ? ' and ' : ' or ')}`;
	return `${words.field(field)} ${OPERATOR_WORDS[operator]}${wanted}`;
}

/** What people call the fields and values of a record type. */
export class Words implements ChangeWords {
	private readonly presenter: Presenter;
	private readonly type: string;

	constructor(presenter: Presenter, type: string) {
		this.presenter = presenter;
		this.type = type;
	}

	get typeLabel(): string {
		return this.typeName(this.type);
	}

	typeName(type: string): string {
		return this.presenter.knows(type) ? this.presenter.describe(type).label : type;
	}

	plural(type: string): string {
		return this.presenter.knows(type) ? this.presenter.describe(type).pluralLabel : `records of type ${type}`;
	}

	field(name: string): string {
		return this.fieldOf(name)?.label ?? name;
	}

	fields(names: readonly string[]): string {
		return names.length === 0 ? 'nothing' : names.map((name) => this.field(name)).join(', ');
	}

	value(field: string, value: FieldValue | undefined): string {
		if (isEmpty(value)) return 'empty';
		const known = this.fieldOf(field);
		return textOf(known === undefined ? value! : this.presenter.label(known, value!, this.presenter.describe(this.type)));
	}

	anyOf(field: string, values: readonly string[] | undefined): string {
		// Stages of several pipelines may have one name.
		return [...new Set((values ?? []).map((value) => this.value(field, value)))].join(' or ');
	}

	private fieldOf(name: string) {
		return this.presenter.describe(this.type).fields.find((field) => field.name === name);
	}
}

function textOf(value: OutputValue): string {
	if (value === null) return 'empty';
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	return Array.isArray(value)
		? value.map(textOf).join(', ')
		: typeof value === 'number'
			? numberText(value)
			: typeof value === 'object'
				? JSON.stringify(value)
				: String(value);
}
