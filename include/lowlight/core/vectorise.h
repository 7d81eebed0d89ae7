// Hot loops compiled for several instruction sets, the best of which is taken when the program
// runs.
#pragma once

#if defined(__x86_64__) && defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define LOWLIGHT_HAS_VERSIONS 1
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
// The choice is made before the sanitisers are ready.
#undef LOWLIGHT_HAS_VERSIONS
#endif
#endif
#endif

// Marks a function. It is to be in an unnamed namespace and have no earlier declaration: clang 14
// compiles one that a header declares for the plainest instruction set only, and says nothing.
#ifdef LOWLIGHT_HAS_VERSIONS
#define LOWLIGHT_VECTORISE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define LOWLIGHT_VECTORISE
#endif

namespace lowlight {

namespace vectorise_detail {
#ifdef LOWLIGHT_HAS_VERSIONS
template <class Loop>
[[gnu::flatten, gnu::target("avx512f")]] void run_avx512(const Loop& loop) {
  loop();
}
template <class Loop>
[[gnu::flatten, gnu::target("avx2,fma")]] void run_avx2(const Loop& loop) {
  loop();
}
#endif
}  // namespace vectorise_detail

/// Calls `loop`, with all that it calls compiled into it: what LOWLIGHT_VECTORISE is for functions,
/// for a lambda, which templates may hold.
template <class Loop>
void vectorised(const Loop& loop) {
#ifdef LOWLIGHT_HAS_VERSIONS
  if (__builtin_cpu_supports("avx512f")) return vectorise_detail::run_avx512(loop);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return vectorise_detail::run_avx2(loop);
#endif
  loop();
}

}  // namespace lowlight
