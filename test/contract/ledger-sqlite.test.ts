import { describeFeed, describeLedger } from './suite';
import { appended } from './support/FeedSubject';
import { ledgerInSqlite } from './support/ledgerAlone';

describeFeed(appended(ledgerInSqlite));
describeLedger(ledgerInSqlite);
