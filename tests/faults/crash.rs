//! The process dies: at every prefix, every system call, every byte, at random.
