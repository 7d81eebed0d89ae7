// From the key `task` of a configuration to the options struct it asks for, and what is in that.
#pragma once

#include <map>
#include <string>
#include <type_traits>
#include <variant>

#include "lowlight/core/error.h"
#include "lowlight/core/fields.h"
#include "lowlight/io/config.h"
#include "lowlight/tasks/enhancer_modes.h"
#include "tasks/look_task.h"
#include "tasks/style_task.h"
#include "tasks/train_config.h"
#include "tasks/unpaired_task.h"

namespace lowlight::tasks {

/// Calls `use` with the config struct of the first of TaskOptions, Others… whose name `task` is.
template <class TaskOptions, class... Others, class Use>
auto with_named(const io::Config& config, const std::string& task, const Use& use) {
  if (task == TaskOptions::kName)
    return use(io::options_from_config<TrainConfig<TaskOptions>>(config));
  if constexpr (sizeof...(Others) > 0) {
    return with_named<Others...>(config, task, use);
  } else {
    throw io::config_error(config,
                           {{"task",
                             "must be one of: look, paired, pseudo_ground_truth, "
                             "self_supervised, style, unpaired",
                             task}});
  }
}

/// Calls `use` with the config struct that config's key `task` asks for.
template <class Use>
auto with_task(const io::Config& config, const Use& use) {
  const auto task = config.values.find("task");
  const auto* name =
      task == config.values.end() ? nullptr : std::get_if<std::string>(&task->second);
  return with_named<LookTaskOptions,
                    PairedOptions,
                    PseudoGroundTruthOptions,
                    SelfSupervisedOptions,
                    StyleTaskOptions,
                    UnpairedOptions>(config, name ? *name : "", use);
}

/// The options structs of type Wanted within `options`, by their dotted names.
template <class Wanted, class Options>
void add_members(Options& options,
                 const std::string& prefix,
                 std::map<std::string, Wanted*>& members) {
  visit_fields(options, [&](const char* name, auto& member, const Rule&, const auto&) {
    using Member = std::remove_cvref_t<decltype(member)>;
    if constexpr (std::is_same_v<Member, Wanted>) {
      members[prefix + name] = &member;
    } else if constexpr (detail::HasFields<Member>) {
      add_members(member, prefix + name + ".", members);
    }
  });
}

template <class Wanted, class Options>
std::map<std::string, Wanted*> members_of(Options& options) {
  std::map<std::string, Wanted*> members;
  add_members(options, "", members);
  return members;
}

}  // namespace lowlight::tasks
