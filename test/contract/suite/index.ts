import type { ContractSubject } from '../support/ContractSubject';
import { describeActivities } from './activities';
import { describeBulk } from './bulk';
import { describeChangeFeed } from './changeFeed';
import { describeChangesOfRecord } from './changesOfRecord';
import { describeComments } from './comments';
import { describeConcurrency } from './concurrency';
import { describeConditionMeanings } from './conditionMeanings';
import { describeConditions } from './conditions';
import { describeDeletedRecords } from './deletedRecords';
import { describeDeliveryHistories } from './deliveryHistories';
import { describeDeliveryReports } from './deliveryReports';
import { describeDeliveryStore } from './deliveryStore';
import { describeDescribing } from './describing';
import { describeDocuments } from './documents';
import { describeDryRuns } from './dryRuns';
import { describeDryRunsOfOperations } from './dryRunsOfOperations';
import { describeEffectStore } from './effectStore';
import { describeEntryStore } from './entryStore';
import { describeFeedReading } from './feedReading';
import { describeFinding } from './finding';
import { describeIterating } from './iterating';
import { describeLeaseStore } from './leaseStore';
import { describeMatching } from './matching';
import { describeNotifications } from './notifications';
import { describeOpenCounts } from './openCounts';
import { describeOutsideEdits } from './outsideEdits';
import { describePermissions } from './permissions';
import { describePipelineEditing } from './pipelineEditing';
import { describeProcessCardStore } from './processCardStore';
import { describeProjects } from './projects';
import { describeRecordHistories } from './recordHistories';
import { describeRefusedDrafts } from './refusedDrafts';
import { describeRelinking } from './relinking';
import { describeRestoring } from './restoring';
import { describeRetention } from './retention';
import { describeRotationStore } from './rotationStore';
import { describeSchemaEditing } from './schemaEditing';
import { describeStages } from './stages';
import { describeSubscriptionStore } from './subscriptionStore';
import { describeTaskFinding } from './taskFinding';
import { describeTasks } from './tasks';
import { describeTemplateStore } from './templateStore';
import { describeHistory } from './history';
import { describeTransactions } from './transactions';
import { describeUsers } from './users';
import { describeValues } from './values';
import { describeWakeUps } from './wakeUps';
import { describeWorkflowVersions } from './workflowVersions';
import { describeWriting } from './writing';

const SUITES = [
	describeDescribing,
	describeSchemaEditing,
	describePipelineEditing,
	describeWriting,
	describeValues,
	describeStages,
	describeRestoring,
	describeDeletedRecords,
	describeRelinking,
	describeOpenCounts,
	describeRefusedDrafts,
	describeFinding,
	describeConditions,
	describeConditionMeanings,
	describeIterating,
	describeMatching,
	describeChangeFeed,
	describeFeedReading,
	describeChangesOfRecord,
	describeWakeUps,
	describeUsers,
	describePermissions,
	describeTasks,
	describeTaskFinding,
	describeHistory,
	describeNotifications,
	describeComments,
	describeProjects,
	describeActivities,
	describeDocuments,
	describeTransactions,
	describeEffectStore,
	describeDryRuns,
	describeDryRunsOfOperations,
	describeEntryStore,
	describeRotationStore,
	describeProcessCardStore,
	describeSubscriptionStore,
	describeDeliveryStore,
	describeDeliveryReports,
	describeDeliveryHistories,
	describeTemplateStore,
	describeWorkflowVersions,
	describeLeaseStore,
	describeRetention,
	describeConcurrency,
	describeBulk,
	describeRecordHistories,
];

/** For a hang, not for speed: a slow machine with a CRM over HTTP gets there. */
const TEST_TIMEOUT_MS = 240_000;

/** Everything a back-end promises: the definition of the port and of the ledger. */
export function describeContract(subject: ContractSubject): void {
	jest.setTimeout(TEST_TIMEOUT_MS);
	describe(subject.name, () => {
		for (const describeSuite of SUITES) describeSuite(subject);
		if (subject.editsOutside) describeOutsideEdits(subject);
	});
}
