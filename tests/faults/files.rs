//! Links that lead outside, pipes, devices, files that change while they are read.
