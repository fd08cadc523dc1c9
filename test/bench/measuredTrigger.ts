/** What a process needs that only listens: CRM Trigger loads no more before its first change. */
export { DEFAULT_DELIVERY } from '../../src/automation/engine/delivery/options';
export { Subscription } from '../../src/automation/engine/delivery/Subscription';
export { openConnection } from '../../src/automation/connections';
