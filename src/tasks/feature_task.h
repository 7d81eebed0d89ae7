// What tasks whose loss compares features of a fixed network have in common.
#pragma once

#include <string>
#include <vector>

#include "lowlight/training/task.h"
#include "tasks/features.h"

namespace lowlight::tasks {

/// A task that owns the network whose features its loss compares.
class FeatureTask : public training::Task {
 public:
  /// What it learns from, the features, and what is held out.
  std::vector<std::string> notes() const override;
  void to(c10::Device device) override;
  std::vector<doctor::NamedModule> fixed_modules() const override;
  std::vector<doctor::InputUnits> units() const override;

 protected:
  /// What is held out, for notes; "" where nothing is.
  virtual std::string held_out() const = 0;

  Features features_;  // made last: random weights come after the network's
};

}  // namespace lowlight::tasks
