// The device to compute on. Programs start with the CPU part of LibTorch; its CUDA part, 350 MB of
// memory and 0.15 s of start time, is loaded only when somebody asks for a CUDA device.
#pragma once

#include <c10/core/Device.h>

#include <string>

namespace lowlight {

/// Makes CUDA usable in this process: asks the driver for a GPU, then loads LibTorch's CUDA library
/// from the folder of its CPU library, and lowlight's own kernels, lib/lowlight/liblowlight_cuda.so
/// of the tree that the program stands in, where there are any. Returns "" once CUDA can be used,
/// else why it cannot, as a sentence for the user. The first call decides; later ones repeat its
/// answer. Safe to call from several threads.
///
/// Call it before anything asks LibTorch about CUDA (torch::cuda::is_available() among others):
/// LibTorch remembers the answer that it gives without the library.
std::string load_cuda_library();

/// The device named by `text`:
///   "auto"       the first GPU if CUDA can be used, else the CPU;
///   "cpu"        the CPU;
///   "cuda"       the first GPU, and "cuda:N" the one with index N.
/// Throws ConfigError, with the reason, for any other text and for a GPU that cannot be used.
c10::Device resolve_device(const std::string& text);

}  // namespace lowlight
