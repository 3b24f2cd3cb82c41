/**
 * What `quorate node` runs. The build puts one file in this one's place, of all modules of this package that a node consists of
 * (bundle.config.ts): to load them one by one takes a node longer than to open its store.
 */
import "./command.ts";
