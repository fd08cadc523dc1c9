import type { Reaction } from './engine/service/reactions/Reaction';
import { completeOnMove } from './families/activities/completeOnMove';
import { advanceOnEnd } from './families/projects/advanceOnEnd';

/** What follows by itself, for every writer and in every CRM. A new one is a file in its family, and a line here. */
export const reactions: readonly Reaction[] = [completeOnMove, advanceOnEnd];
