// Marks a hot loop to be compiled for several instruction sets, the best of which is taken when the
// program starts. The function is to be in an unnamed namespace and have no earlier declaration:
// clang 14 compiles one that a header declares for the plainest instruction set only, and says
// nothing.
#pragma once

#if defined(__x86_64__) && defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
// The choice is made before the sanitisers are ready.
#define LOWLIGHT_VECTORISE
#endif
#endif
#ifndef LOWLIGHT_VECTORISE
#define LOWLIGHT_VECTORISE __attribute__((target_clones("avx512f", "avx2", "default")))
#endif
#else
#define LOWLIGHT_VECTORISE
#endif
