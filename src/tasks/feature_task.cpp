#include "tasks/feature_task.h"

namespace lowlight::tasks {
namespace {

/// The name under which the doctor knows the network.
constexpr const char* kModule = "features";

}  // namespace

std::vector<std::string> FeatureTask::notes() const {
  std::vector<std::string> notes = {info().data, "features: " + features_.extractor->description()};
  if (const auto text = held_out(); !text.empty()) notes.push_back("held out: " + text);
  return notes;
}

void FeatureTask::to(c10::Device device) { features_.module->to(device); }

std::vector<doctor::NamedModule> FeatureTask::fixed_modules() const {
  return {{kModule, features_.module.get()}};
}

std::vector<doctor::InputUnits> FeatureTask::units() const {
  const auto [least, greatest] = features_.input_range;
  return {{kModule, least, greatest}};
}

}  // namespace lowlight::tasks
