import { describeFeed, describeLedger } from './suite';
import { appended } from './support/FeedSubject';
import { ledgerInPostgres } from './support/ledgerAlone';

describeFeed(appended(ledgerInPostgres));
describeLedger(ledgerInPostgres);
