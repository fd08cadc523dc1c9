import { describeCrm, describeFeed } from './suite';
import { polled } from './support/FeedSubject';
import { plainRest } from './support/plainRest';

describeCrm(plainRest(true));
describeFeed(polled(plainRest(true)));
