import type { ContractSubject } from '../support/ContractSubject';
import type { FeedSubject } from '../support/FeedSubject';
import type { StoreSubject } from '../support/StoreSubject';
import { describeActivities } from './activities';
import { describeAppending } from './appending';
import { describeBulk } from './bulk';
import { describeChangeFeed } from './changeFeed';
import { describeChangesOfRecord } from './changesOfRecord';
import { describeComments } from './comments';
import { describeStandingAlone } from './companions';
import { describeConcurrency } from './concurrency';
import { describeConditionMeanings } from './conditionMeanings';
import { describeConditions } from './conditions';
import { describeCounts } from './counts';
import { describeDeletedRecords } from './deletedRecords';
import { describeDeliveryHistories } from './deliveryHistories';
import { describeDeliveryReports } from './deliveryReports';
import { describeDeliveryStore } from './deliveryStore';
import { describeDescribing } from './describing';
import { describeDocuments } from './documents';
import { describeDryRuns } from './dryRuns';
import { describeDryRunsOfOperations } from './dryRunsOfOperations';
import { describeEffectStore } from './effectStore';
import { describeLastStartStore } from './lastStartStore';
import { describeFeedReading } from './feedReading';
import { describeFilingRules } from './filingRules';
import { describeFinding } from './finding';
import { describeImporting } from './importing';
import { describeIntentStore } from './intentStore';
import { describeIterating } from './iterating';
import { describeFollowerStore } from './followerStore';
import { describeKeySearch } from './keySearch';
import { describeLeaseStore } from './leaseStore';
import { describeMatching } from './matching';
import { describeMerging } from './merging';
import { describeNotifications } from './notifications';
import { describeOpenCounts } from './openCounts';
import { describeOutsideEdits } from './outsideEdits';
import { describePermissions } from './permissions';
import { describePickedPeople } from './pickedPeople';
import { describePipelineEditing } from './pipelineEditing';
import { describeProcessCardStore } from './processCardStore';
import { describeProjects } from './projects';
import { describeProjectTasks } from './projectTasks';
import { describeRecordHistories } from './recordHistories';
import { describeRefusedDrafts } from './refusedDrafts';
import { describeRehearsals } from './rehearsals';
import { describeRelinking } from './relinking';
import { describeRestoring } from './restoring';
import { describeRetention } from './retention';
import { describeCalendarStore } from './calendarStore';
import { describeRotationStore } from './rotationStore';
import { describeSchemaEditing } from './schemaEditing';
import { describeOwnWriteStore } from './ownWriteStore';
import { describeSnapshotStore } from './snapshotStore';
import { describeStageGates } from './stageGates';
import { describeStages } from './stages';
import { describeStageVisits } from './stageVisits';
import { describeStageVisitStore } from './stageVisitStore';
import { describeSubscriptionStore } from './subscriptionStore';
import { describeTaskFinding } from './taskFinding';
import { describeTasks } from './tasks';
import { describeTemplateStore } from './templateStore';
import { describeTimerStore } from './timerStore';
import { describeGateAttempts } from './gateAttempts';
import { describeHistory } from './history';
import { describeTransactions } from './transactions';
import { describeUsers } from './users';
import { describeValues } from './values';
import { describeWakeUps } from './wakeUps';
import { describeWorkflowVersions } from './workflowVersions';
import { describeWriting } from './writing';

const CRM_SUITES = [
	describeDescribing,
	describeSchemaEditing,
	describePipelineEditing,
	describeWriting,
	describeValues,
	describeStages,
	describeStageVisits,
	describeStageGates,
	describeGateAttempts,
	describeRestoring,
	describeDeletedRecords,
	describeRelinking,
	describeMerging,
	describeOpenCounts,
	describeCounts,
	describeRefusedDrafts,
	describeFinding,
	describeConditions,
	describeConditionMeanings,
	describeIterating,
	describeMatching,
	describeKeySearch,
	describeChangeFeed,
	describeUsers,
	describePickedPeople,
	describePermissions,
	describeTasks,
	describeTaskFinding,
	describeHistory,
	describeComments,
	describeActivities,
	describeDocuments,
	describeProjectTasks,
	describeTransactions,
	describeDryRuns,
	describeDryRunsOfOperations,
	describeRehearsals,
	describeImporting,
	describeConcurrency,
	describeBulk,
	describeRecordHistories,
];

const COMPANION_SUITES = [describeNotifications, describeProjects, describeFilingRules, describeStandingAlone];

const FEED_SUITES = [describeFeedReading, describeChangesOfRecord, describeWakeUps];

const STORE_SUITES = [
	describeAppending,
	describeEffectStore,
	describeIntentStore,
	describeLastStartStore,
	describeTimerStore,
	describeStageVisitStore,
	describeCalendarStore,
	describeRotationStore,
	describeProcessCardStore,
	describeSubscriptionStore,
	describeDeliveryStore,
	describeDeliveryReports,
	describeDeliveryHistories,
	describeTemplateStore,
	describeWorkflowVersions,
	describeFollowerStore,
	describeSnapshotStore,
	describeOwnWriteStore,
	describeLeaseStore,
	describeRetention,
];

/** For a hang, not for speed: a slow machine with a CRM over HTTP gets there. */
const TEST_TIMEOUT_MS = 240_000;

/** Everything a CRM promises: the definition of the port, and of what it says about its changes. */
export function describeCrm(subject: ContractSubject): void {
	jest.setTimeout(TEST_TIMEOUT_MS);
	describe(subject.name, () => {
		for (const describeSuite of [...CRM_SUITES, ...COMPANION_SUITES]) describeSuite(subject);
		if (subject.editsOutside) describeOutsideEdits(subject);
	});
}

/** What is ours beside a CRM, whichever CRM it is: part of `describeCrm`, and for companions that stand alone. */
export function describeCompanions(subject: ContractSubject): void {
	jest.setTimeout(TEST_TIMEOUT_MS);
	describe(subject.name, () => {
		for (const describeSuite of COMPANION_SUITES) describeSuite(subject);
	});
}

/** Everything a feed promises to those who read it, no matter what fills it. */
export function describeFeed(subject: FeedSubject): void {
	jest.setTimeout(TEST_TIMEOUT_MS);
	describe(subject.name, () => {
		for (const describeSuite of FEED_SUITES) describeSuite(subject);
	});
}

/** Everything a ledger promises, with the feed beside it. */
export function describeLedger(subject: StoreSubject): void {
	jest.setTimeout(TEST_TIMEOUT_MS);
	describe(`the ledger of the ${subject.name}`, () => {
		for (const describeSuite of STORE_SUITES) describeSuite(subject);
	});
}
