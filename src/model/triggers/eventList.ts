/** Every event a trigger can start on, a line each. A form shows their fields in the order of their names. */
export { activityDue } from './activityDue';
export { dateReached } from './dateReached';
export { noMovement } from './noMovement';
export { recordChanged } from './recordChanged';
export { recordCreated } from './recordCreated';
export { recordDeleted } from './recordDeleted';
export { recordSettled } from './recordSettled';
export { schedule } from './schedule';
export { stageChanged } from './stageChanged';
export { taskDue } from './taskDue';
export { taskStatusChanged } from './taskStatusChanged';
