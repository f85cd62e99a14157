//! Pipes that close early, standard streams that are not there.
