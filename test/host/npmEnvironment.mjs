/** What npm needs to reach the registry; everything else that a shell or a surrounding `npm start` sets stays out. */
const kept =
	/^npm_config_(registry|proxy|https?_proxy|noproxy|cafile|ca|cert|key|strict_ssl|cache|fetch_\w+|maxsockets|userconfig|globalconfig|\/\/.*|@.*)$/i;

/**
 * The environment for npm inside the project or the cache: settings such as `omit`, `prefix`, `nodedir`
 * or `dry_run`, which a surrounding npm hands on, would install into the wrong place or too little.
 */
export function npmEnvironment(extra = {}) {
	const inherited = Object.entries(process.env).filter(
		([name]) => (!/^npm_/i.test(name) || kept.test(name)) && name !== 'NODE_ENV' && name !== 'NODE_OPTIONS' && name !== 'INIT_CWD',
	);
	return { ...Object.fromEntries(inherited), npm_config_update_notifier: 'false', ...extra };
}
