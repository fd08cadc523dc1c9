/** The code of the package that is measured outside of n8n. The bench bundles it as the package is bundled. */
export { claimRunOf } from '../../src/automation/engine/delivery/claim';
export { DEFAULT_DELIVERY } from '../../src/automation/engine/delivery/options';
export { Subscription } from '../../src/automation/engine/delivery/Subscription';
export { effectKey } from '../../src/automation/engine/effects/effectKey';
export { runEffects } from '../../src/automation/engine/effects/runEffects';
export { closeConnections, openConnection } from '../../src/automation/connections';
export * as lists from '../../src/automation/words/forms/lists';
export { startProjects } from '../../src/automation/families/projects/projects';
export { createTasks } from '../../src/automation/families/tasks/tasks';
