import { describeCrm, describeFeed, describeLedger } from './suite';
import { builtInSqlite } from './support/builtInSqlite';
import { appended, captured } from './support/FeedSubject';

describeCrm(builtInSqlite);
describeFeed(captured(builtInSqlite));
describeFeed(appended(builtInSqlite));
describeLedger(builtInSqlite);
