/** The number of an id; undefined for what is no id of this CRM. */
export function idNumber(id: string): number | undefined {
	return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : undefined;
}

/** For `isOneOf`; 0, which no row has, stands for what is no id of this CRM. */
export function idNumbers(ids: readonly string[]): number[] {
	return ids.map((id) => idNumber(id) ?? 0);
}

export function idNumberOrNull(id: string | null | undefined): number | null {
	return id === null || id === undefined ? null : (idNumber(id) ?? null);
}

export function idText(id: number | null): string | null {
	return id === null ? null : String(id);
}
