//! Storms of pastes, keys and bytes; odd terminals, locales and sizes.
