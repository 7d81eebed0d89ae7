// The names of files that are not finished.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lowlight {

/// ".<name>.lowlight-<process>-<n>.tmp", short enough for every file system.
std::string hidden_name(const std::string& name, pid_t process, uint64_t n);

/// The process that made a file of this name; nothing where the name is not one of ours.
std::optional<pid_t> process_of_hidden_name(std::string_view name);

}  // namespace lowlight
