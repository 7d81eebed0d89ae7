#include "lowlight/core/allocator.h"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace lowlight {

#ifdef __GLIBC__
bool tune_allocator() {
  // -1 is read as the largest size: never map a block of its own, never give the top of the heap
  // back. One arena, because those of other threads hold at most 64 MiB and map everything larger.
  return mallopt(M_MMAP_THRESHOLD, -1) == 1 && mallopt(M_TRIM_THRESHOLD, -1) == 1 &&
         mallopt(M_ARENA_MAX, 1) == 1;
}
#else
bool tune_allocator() { return false; }
#endif

}  // namespace lowlight
