// LibTorch's random generators, kept and put back.
#pragma once

#include <c10/core/Device.h>

#include "lowlight/io/checkpoint.h"

namespace lowlight::training {

/// Copies of the states of the CPU's generator, "random.cpu", and of `device`'s where it is
/// another, "random.device".
io::NamedTensors random_state(c10::Device device);

/// Puts the generators where `states`, which may hold other tensors too, has them.
void set_random_state(const io::NamedTensors& states, c10::Device device);

}  // namespace lowlight::training
