#include "training/thread_scope.h"

#include <ATen/Parallel.h>

namespace lowlight::training {

ThreadScope::ThreadScope(int64_t count) : before_(at::get_num_threads()) {
  if (count > 0) at::set_num_threads(int(count));
}

ThreadScope::~ThreadScope() { at::set_num_threads(before_); }

}  // namespace lowlight::training
