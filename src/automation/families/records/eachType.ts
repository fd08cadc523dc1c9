/** Does something for all inputs of a record type together; the results come in the order of the inputs. */
export async function eachType<Input extends { type: string }, Result>(
	inputs: readonly Input[],
	work: (type: string, group: readonly Input[]) => Promise<readonly Result[]>,
): Promise<Result[]> {
	const indexesByType = Map.groupBy(inputs.keys(), (index) => inputs[index]!.type);
	const results = new Array<Result>(inputs.length);
	for (const [type, indexes] of indexesByType) {
		const group = await work(
			type,
			indexes.map((index) => inputs[index]!),
		);
		indexes.forEach((index, position) => {
			results[index] = group[position]!;
		});
	}
	return results;
}
