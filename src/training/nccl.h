// NCCL, which the library of our CUDA kernels brings along.
#pragma once

#include <c10/util/intrusive_ptr.h>

#include <chrono>
#include <cstdint>

namespace c10d {
class Backend;
class Store;
}  // namespace c10d

namespace lowlight::training {

/// What the library of kernels exports under the name kNcclMaker.
using NcclMaker = void (*)(c10::intrusive_ptr<c10d::Backend>& made,
                           const c10::intrusive_ptr<c10d::Store>& store,
                           int rank,
                           int size,
                           std::chrono::milliseconds timeout);
inline constexpr const char* kNcclMaker = "lowlight_make_nccl";

}  // namespace lowlight::training
