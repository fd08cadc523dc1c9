import { createRequire } from 'node:module';
import type { ServerAddress } from '../../postgres/PostgresServer.ts';

type Library = typeof import('../measured.ts');

/** What a family of figures gets to work with. */
export interface Bench {
	/** Larger amounts of data, which take longer than the usual run may. */
	full: boolean;
	/** A folder of its own, below the project's root, that is removed afterwards. */
	folder: string;
	/** File of the bundled `measured.ts`. */
	library: string;
	/** The packed package; only where the family asks for it. */
	tarball?: string;
	/** A PostgreSQL server of this run; only where the family asks for it. */
	postgres?: ServerAddress;
}

export function libraryOf({ library }: Pick<Bench, 'library'>): Library {
	return createRequire(import.meta.url)(library) as Library;
}
