// How the process gets its memory.
#pragma once

namespace lowlight {

/// Makes glibc keep the large buffers that a network frees and asks for again, layer after layer.
/// As it comes, glibc returns every block above 32 MiB to the kernel at once and pays a page fault
/// for each 4 KiB of it when it is asked for next, which at large pictures costs more time than the
/// arithmetic. The price: the process stays at its high-water mark of memory until it ends.
///
/// First thing in a program's main, before other threads start; never called by the library itself.
/// Returns whether glibc took the settings; elsewhere it does nothing and returns false.
bool tune_allocator();

}  // namespace lowlight
