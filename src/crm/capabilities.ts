/**
 * What a back-end can promise beyond the parts of the port that it has: one flag for each real difference between CRMs. Each
 * flag is read somewhere: what a CRM cannot promise is said by the node, before the step or the trigger does anything.
 */
export interface Capabilities {
	/** What people call it: "Built-in CRM". Stands in messages, so it begins a sentence. */
	readonly name: string;
	/**
	 * Whether its changes carry the values before.
	 *
	 * The built-in CRM captures them by database triggers. A webhook of a CRM over HTTP usually tells only what the record is
	 * like now; with it "the amount rises above 10,000" cannot be decided from the change alone.
	 */
	readonly valuesBefore: boolean;
	/**
	 * Whether it reports that a record was deleted.
	 *
	 * With a CRM that can only be asked for what was changed since a moment, a deleted record simply does not come again.
	 */
	readonly deletions: boolean;
	/**
	 * Whether its writes join the ledger's transaction, so that an effect and its record are one: exactly once.
	 *
	 * The built-in CRM keeps its records in the ledger's database. With any other the intent is recorded first, and the record
	 * looked for after a crash.
	 */
	readonly sharesLedger: boolean;
	/**
	 * Whether a list of writes is all or nothing.
	 *
	 * The built-in CRM writes a list in one transaction, and a Dataverse change set is one. A CRM that takes one record per request
	 * keeps what it took before a refusal: see HalfDone.
	 */
	readonly atomicLists: boolean;
	/**
	 * Whether a write can be made to hold only for a version: `ifVersion` of an update.
	 *
	 * The built-in CRM counts the changes of each record, and an OData service has ETags. A CRM without either would write over
	 * what somebody else changed in the meantime; a step that asks for a version is refused there.
	 */
	readonly versions: boolean;
	/**
	 * Whether what is done for a user is done in the user's name, so that the CRM itself holds to what it allows.
	 *
	 * Example of a CRM that does not: we sign in with one account for everybody, so it does not know our users' roles. There, a
	 * user whose role is not described may do nothing.
	 */
	readonly actsOnBehalf: boolean;
	/**
	 * Whether it holds records to the gates of stages itself, in the same write (see StageGateStore).
	 *
	 * The built-in CRM does, and its database refuses what other programs write. With any other CRM we look before each write of
	 * ours; what people move in that CRM itself passes.
	 */
	readonly holdsGates: boolean;
}
