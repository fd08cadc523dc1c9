import { describeCrm, describeFeed, describeLedger } from './suite';
import { builtInPostgres } from './support/builtInPostgres';
import { appended, captured } from './support/FeedSubject';

describeCrm(builtInPostgres);
describeFeed(captured(builtInPostgres));
describeFeed(appended(builtInPostgres));
describeLedger(builtInPostgres);
