// Calls into C libraries that give up by a long jump.
#pragma once

#include <csetjmp>

namespace lowlight::codecs {

/// Where such a library lands. Its error callback calls give_up(); every call that may come to that
/// runs under guarded().
class LongJump {
 public:
  LongJump() = default;
  LongJump(const LongJump&) = delete;
  LongJump& operator=(const LongJump&) = delete;

  /// Runs `work`; false where the library gave up. The jump leaves `work`, so it may hold nothing
  /// that has a destructor.
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
