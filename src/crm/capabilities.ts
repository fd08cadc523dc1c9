/** What a back-end can do beyond the parts of the port that every one has. A node shows what is missing. */
export interface Capabilities {
	/** What people call it: "Built-in CRM". */
	name: string;
	/** Changes carry the values before. */
	valuesBefore: boolean;
	/** Deleted records are reported. */
	deletions: boolean;
	/**
	 * Writes join the ledger's transaction, so an effect and its record are one: exactly once. Otherwise the intent
	 * is recorded first and looked for after a crash.
	 */
	sharesLedger: boolean;
	/**
	 * What is done for a user is done in his name, and the CRM itself holds to what it allows him. Otherwise a user whose role
	 * it does not know may do nothing.
	 */
	actsOnBehalf: boolean;
}
