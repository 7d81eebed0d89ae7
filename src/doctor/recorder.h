// Listens to LibTorch's dispatcher. Private to the room.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <string>

#include "lowlight/doctor/trace.h"

namespace lowlight::doctor {

/// Records all operators of this thread, and of autograd's threads that serve it, from construction
/// to destruction. Statistics are taken the moment a value is made, before anything can overwrite
/// it; memory is kept, so that an address is one tensor throughout.
class Recorder {
 public:
  Recorder();
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// Gives a tensor that is there before the step its name. The first name stays.
  void name_tensor(const at::Tensor& tensor, const std::string& name, Origin origin);

  /// The value a tensor holds now; −1 for one without memory of its own.
  int64_t value_of(const at::Tensor& tensor);

  /// What runs from now on computes gradients.
  void begin_backward();

  /// What was recorded: values, with producer and memory, and operations, without modules.
  Trace take();

 private:
  class Book;
  std::unique_ptr<Book> book_;
  uint64_t handle_;
};

}  // namespace lowlight::doctor
