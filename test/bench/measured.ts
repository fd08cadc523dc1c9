/** The code of the package that is measured outside of n8n. The bench bundles it as the package is bundled. */
export { claimDeliveries } from '../../src/automation/delivery/claim';
export { DEFAULT_DELIVERY } from '../../src/automation/delivery/options';
export { Subscription } from '../../src/automation/delivery/Subscription';
export { effectKey } from '../../src/automation/effects/effectKey';
export { runEffects } from '../../src/automation/effects/effects';
export { closeConnections, openConnection } from '../../src/automation/hub';
export * as lists from '../../src/automation/forms/lists';
export { startProjects } from '../../src/automation/projects/projects';
export { createTasks } from '../../src/automation/tasks/tasks';
