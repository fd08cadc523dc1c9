import type { Field, FieldKind, Pipeline, StageKind } from './recordType';

/** A record type that many companies need, ready to be added to a CRM. */
export interface ReadyType {
	name: string;
	label: string;
	pluralLabel: string;
	fields: Array<Omit<Field, 'system'>>;
	pipeline?: Pipeline;
}

const COMPANY = linkTo('company', 'Company');
const CONTACT = linkTo('contact', 'Contact');
const DEAL = linkTo('deal', 'Deal', 'The deal it came from');
const DESCRIPTION = field('description', 'Description', 'text');
const CURRENCY = choice('currency', 'Currency', ['EUR', 'USD', 'GBP', 'PLN', 'SEK', 'RUB']);

/** Ticket, product, order and subscription; by name. */
export const READY_TYPES: readonly ReadyType[] = [
	{
		name: 'order',
		label: 'Order',
		pluralLabel: 'Orders',
		fields: [
			CONTACT,
			COMPANY,
			DEAL,
			linkTo('product', 'Product'),
			field('quantity', 'Quantity', 'number', { default: 1 }),
			field('amount', 'Amount', 'money', { help: 'Of the whole order' }),
			CURRENCY,
			field('orderedOn', 'Ordered on', 'date'),
			field('deliverOn', 'Deliver on', 'date'),
			field('deliveryAddress', 'Delivery address', 'text'),
			DESCRIPTION,
		],
		pipeline: pipeline('orders', 'Orders', 'order', [
			['new', 'New', 'open'],
			['confirmed', 'Confirmed', 'open'],
			['packed', 'Packed', 'open'],
			['shipped', 'Shipped', 'open'],
			['delivered', 'Delivered', 'won'],
			['cancelled', 'Cancelled', 'lost'],
			['returned', 'Returned', 'lost'],
		]),
	},
	{
		name: 'product',
		label: 'Product',
		pluralLabel: 'Products',
		fields: [
			field('code', 'Code', 'string', { help: 'The number by which it is ordered' }),
			choice('category', 'Category', ['Goods', 'Service', 'Licence', 'Other']),
			field('price', 'Price', 'money'),
			CURRENCY,
			field('unit', 'Unit', 'string', { default: 'piece' }),
			field('inStock', 'In stock', 'number'),
			field('reorderAt', 'Reorder at', 'number', { help: 'Order more when the stock falls to this number' }),
			field('active', 'Active', 'boolean', { default: true, help: 'Whether it is sold' }),
			linkTo('company', 'Supplier', undefined, 'supplier'),
			DESCRIPTION,
		],
	},
	{
		name: 'subscription',
		label: 'Subscription',
		pluralLabel: 'Subscriptions',
		fields: [
			CONTACT,
			COMPANY,
			DEAL,
			linkTo('product', 'Product'),
			field('amount', 'Amount', 'money', { help: 'Per billing period' }),
			CURRENCY,
			choice('billing', 'Billing', ['Monthly', 'Quarterly', 'Yearly'], { default: 'monthly' }),
			field('startsOn', 'Starts on', 'date'),
			field('renewsOn', 'Renews on', 'date'),
			field('autoRenews', 'Renews by itself', 'boolean', { default: true }),
			field('endReason', 'Reason for the end', 'string'),
			DESCRIPTION,
		],
		pipeline: pipeline('subscriptions', 'Subscriptions', 'subscription', [
			['trial', 'Trial', 'open'],
			['active', 'Active', 'open'],
			['renewal-due', 'Renewal due', 'open'],
			['renewed', 'Renewed', 'won'],
			['ended', 'Ended', 'lost'],
		]),
	},
	{
		name: 'ticket',
		label: 'Ticket',
		pluralLabel: 'Tickets',
		fields: [
			CONTACT,
			COMPANY,
			DEAL,
			choice('priority', 'Priority', ['Low', 'Normal', 'High', 'Urgent'], { default: 'normal' }),
			choice('category', 'Category', ['Question', 'Problem', 'Complaint', 'Request', 'Other']),
			choice('channel', 'Channel', ['Email', 'Phone', 'Website', 'Chat', 'Other']),
			field('email', 'Email', 'email', { help: 'Who asks, where no contact is known' }),
			field('answerUntil', 'Answer until', 'dateTime'),
			field('solveUntil', 'Solve until', 'dateTime'),
			DESCRIPTION,
			field('solution', 'Solution', 'text'),
		],
		pipeline: pipeline('tickets', 'Tickets', 'ticket', [
			['new', 'New', 'open'],
			['in-progress', 'In progress', 'open'],
			['waiting', 'Waiting for customer', 'open'],
			['solved', 'Solved', 'won'],
			['rejected', 'Rejected', 'lost'],
		]),
	},
];

function field(name: string, label: string, kind: FieldKind, more: Partial<Field> = {}): Omit<Field, 'system'> {
	return { name, label, kind, required: false, ...more };
}

function linkTo(target: string, label: string, help?: string, name = target): Omit<Field, 'system'> {
	return field(name, label, 'record', { target, ...(help === undefined ? {} : { help }) });
}

/** Words in capitals are stored as they are, others in small letters. */
function choice(name: string, label: string, labels: readonly string[], more: Partial<Field> = {}): Omit<Field, 'system'> {
	return field(name, label, 'choice', {
		options: labels.map((option) => ({ label: option, value: option.toUpperCase() === option ? option : option.toLowerCase() })),
		...more,
	});
}

function pipeline(
	id: string,
	name: string,
	recordType: string,
	stages: ReadonlyArray<[slug: string, name: string, kind: StageKind]>,
): Pipeline {
	return { id, name, recordType, stages: stages.map(([slug, stageName, kind]) => ({ id: `${id}:${slug}`, name: stageName, kind })) };
}
