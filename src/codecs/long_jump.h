// Calls into C libraries that give up by a long jump.
#pragma once

#include <csetjmp>

namespace lowlight::codecs {

/// The place where such a library lands. Its error callback calls give_up(), and every call that
/// may lead to this runs under guarded().
class LongJump {
 public:
  LongJump() = default;
  LongJump(const LongJump&) = delete;
  LongJump& operator=(const LongJump&) = delete;

  /// Runs `work` and returns false where the library gave up. The jump leaves `work`, so nothing in
  /// it may have a destructor.
  template <class Work>
  [[gnu::noinline]] bool guarded(const Work& work) {
    if (setjmp(target_) != 0) return false;
    work();
    return true;
  }

  [[noreturn]] void give_up() { std::longjmp(target_, 1); }

 private:
  std::jmp_buf target_;
};

}  // namespace lowlight::codecs
