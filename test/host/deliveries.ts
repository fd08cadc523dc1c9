/** The deliveries with what their runs say of them, as a table in a statement of plain SQL; give it a name. */
export const DELIVERIES = `(
	SELECT d.id, d.workflow_id, d.node_id, d.change_id, d.attempts, d.failures,
		CASE WHEN d.state <> 'inRun' THEN d.state WHEN r.finished_at IS NOT NULL THEN r.outcome WHEN r.claimed_at IS NOT NULL THEN 'claimed' ELSE 'inFlight' END AS state,
		CASE WHEN d.state = 'inRun' THEN r.owner END AS owner,
		CASE WHEN d.state = 'inRun' THEN r.finished_at ELSE d.finished_at END AS finished_at,
		d.error
	FROM delivery d LEFT JOIN run r ON r.id = d.run_id
)`;
