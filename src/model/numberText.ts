/** A number as people write it: 0.1 + 0.2 is 0.3. */
export function numberText(number: number): string {
	return String(Number(number.toPrecision(KEPT_DIGITS)));
}

/** An amount of money: whole, or with two decimals. 0.1 + 0.2 is 0.30. */
export function moneyText(amount: number): string {
	const text = amount.toFixed(2);
	return text.endsWith('.00') ? text.slice(0, -'.00'.length) : text;
}

/** What is behind them comes from how computers calculate. */
const KEPT_DIGITS = 15;
