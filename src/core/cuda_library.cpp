#include "lowlight/core/cuda_library.h"

#include <ATen/core/Tensor.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <dlfcn.h>

#include <charconv>
#include <filesystem>
#include <optional>
#include <system_error>

#include "lowlight/core/error.h"

namespace lowlight {
namespace {

// The driver tells whether there is a GPU at a hundredth of what loading LibTorch's CUDA part
// costs.
std::string problem_of_driver() {
  void* driver = dlopen("libcuda.so.1", RTLD_NOW);
  if (driver == nullptr) return "no NVIDIA driver is installed";
  const auto initialise = reinterpret_cast<int (*)(unsigned)>(dlsym(driver, "cuInit"));
  const auto count_devices = reinterpret_cast<int (*)(int*)>(dlsym(driver, "cuDeviceGetCount"));
  int devices = 0;
  if (initialise == nullptr || count_devices == nullptr || initialise(0) != 0 ||
      count_devices(&devices) != 0 || devices == 0) {
    return "the NVIDIA driver finds no GPU that may be used";
  }
  return "";
}

std::filesystem::path folder_of_libtorch() {
  Dl_info info{};
  // Any symbol of libtorch_cpu will do.
  if (dladdr(reinterpret_cast<void*>(&at::detail::getCUDAHooks), &info) == 0) return {};
  return std::filesystem::path(info.dli_fname).parent_path();
}

// In lib/ of the tree that the program stands in, built or installed. Empty where the tree has no
// such library: the same operators then run as compositions of LibTorch's.
std::filesystem::path find_own_kernels() {
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  for (auto folder = program.parent_path(); folder.has_relative_path();
       folder = folder.parent_path()) {
    auto library = folder / "lib" / "lowlight" / "liblowlight_cuda.so";
    if (std::filesystem::exists(library, ignored)) return library;
  }
  return {};
}

// Global symbols: LibTorch's own later libraries and our kernels resolve against them. Never
// closed: they register themselves for the life of the process.
std::string problem_of_loading(const std::filesystem::path& library) {
  if (dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL) != nullptr) return "";
  return library.filename().string() + " cannot be loaded: " + dlerror();
}

std::string load_once() {
  if (auto problem = problem_of_driver(); !problem.empty()) return problem;
  const auto library = folder_of_libtorch() / "libtorch_cuda.so";
  if (!std::filesystem::exists(library)) return "this LibTorch has no CUDA part";
  if (auto problem = problem_of_loading(library); !problem.empty()) return problem;
  if (at::detail::getCUDAHooks().deviceCount() == 0) return "LibTorch finds no GPU it can use";
  const auto kernels = find_own_kernels();
  return kernels.empty() ? "" : problem_of_loading(kernels);
}

// N of "cuda:N"; 0 for "cuda"; nothing for anything else.
std::optional<c10::DeviceIndex> cuda_index(const std::string& text) {
  constexpr std::string_view prefix = "cuda:";
  if (text == "cuda") return c10::DeviceIndex{0};
  if (!text.starts_with(prefix)) return std::nullopt;
  c10::DeviceIndex index = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + prefix.size(), end, index);
  if (error != std::errc() || stop != end || index < 0) return std::nullopt;
  return index;
}

}  // namespace

std::string load_cuda_library() {
  static const std::string problem = load_once();
  return problem;
}

c10::Device resolve_device(const std::string& text) {
  if (text == "cpu") return c10::Device(c10::kCPU);
  if (text == "auto") {
    return load_cuda_library().empty() ? c10::Device(c10::kCUDA, 0) : c10::Device(c10::kCPU);
  }
  const auto index = cuda_index(text);
  if (!index) {
    throw ConfigError("device",
                      {"\"" + text + "\" is none of auto, cpu, cuda, cuda:0, cuda:1 ..."});
  }
  if (const auto problem = load_cuda_library(); !problem.empty()) {
    throw ConfigError("device", {text + " cannot be used: " + problem});
  }
  if (const auto count = at::detail::getCUDAHooks().deviceCount(); *index >= count) {
    throw ConfigError(
        "device",
        {text + " cannot be used: the GPUs are numbered from 0 to " + std::to_string(count - 1)});
  }
  return c10::Device(c10::kCUDA, *index);
}

}  // namespace lowlight
