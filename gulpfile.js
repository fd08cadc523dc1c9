'use strict';

const { series, parallel } = require('gulp');
const { bundle } = require('./gulp/bundle');
const { clean } = require('./gulp/clean');
const { loaderFiles } = require('./gulp/loaderFiles');
const { staticFiles } = require('./gulp/staticFiles');
const { typecheck } = require('./gulp/typecheck');

// The bundle must be there before the lists are made from the classes in it.
const pack = series(clean, bundle, staticFiles, loaderFiles);

exports.clean = clean;
exports.typecheck = typecheck;
/** Everything n8n needs in `dist/`, without checking types: for a quick look. */
exports.bundle = pack;
/** The whole build: what is packed into the tarball. */
exports.build = parallel(typecheck, pack);
exports.default = exports.build;
