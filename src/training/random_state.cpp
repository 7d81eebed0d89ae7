#include "training/random_state.h"

#include <ATen/ATen.h>
#include <ATen/Context.h>

#include <map>
#include <mutex>
#include <string>

namespace lowlight::training {
namespace {

std::map<std::string, at::Generator> generators(c10::Device device) {
  std::map<std::string, at::Generator> result;
  result["random.cpu"] = at::globalContext().defaultGenerator(at::kCPU);
  if (device.type() != at::kCPU)
    result["random.device"] = at::globalContext().defaultGenerator(device);
  return result;
}

}  // namespace

io::NamedTensors random_state(c10::Device device) {
  io::NamedTensors states;
  for (auto& [name, generator] : generators(device)) {
    const std::lock_guard lock(generator.mutex());
    states[name] = generator.get_state();
  }
  return states;
}

void set_random_state(const io::NamedTensors& states, c10::Device device) {
  for (auto& [name, generator] : generators(device)) {
    const std::lock_guard lock(generator.mutex());
    generator.set_state(states.at(name));
  }
}

}  // namespace lowlight::training
