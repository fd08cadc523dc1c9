/** `awaitingApproval` → `Awaiting Approval`: how a name of ours is written on the canvas. */
export function titleCase(name: string): string {
	const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2');
	return words.charAt(0).toUpperCase() + words.slice(1);
}
